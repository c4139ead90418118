"""Limits of the rules that no published source gives: this project's own choice, to be tuned on real plants.

Limits that a source or the method names are settings of the edition (`plausibility.*`).
"""

from __future__ import annotations

FAR = 5.0  # [1] a month this many times its series' median, or that part of it, is doubted
FAR_OF_FEW = 10.0  # [1] the same where there are only three to five months, whose median says little
SCATTERS = 5.0  # robust standard deviations of a series' logarithm, beyond which a month is doubted …
SCATTER_LEAST = 1.6  # [1] … if it is also this far from the median
SLIP = 50.0  # [1] beyond, a unit is more likely than a factory
PRICE_JUMP = 3.0  # [1] a month's unit price against the median of its series
TARIFF_MARGIN = 0.2  # [1] power factor charges, rounding and mixed hours around the band of the tariff
LEAST_PRICE_VND = 100.0  # VND per kWh, m³ or kg: below, money was typed in thousands
SIGNIFICANT = 4  # digits from which two equal values are no coincidence
ROUND_DIGITS = 2  # digits of a number that was rounded or guessed
COPIED_MONTHS = 3  # equal months of two years that mean one was copied
DOUBLE = (1.8, 2.2)  # [1] two bills in one month
METER_MARGIN = 0.02  # [1] sub-meters may read this much above the main meter
WASTEWATER_LEAST = 0.1  # [1] of the water, where no water leaves in the product
STILL_LOAD = 0.5  # [1] of the median month, without any output
CAPACITY_MARGIN = 1.1  # [1] of the stated capacity
GENERATOR_EFFICIENCY = 0.6  # [1] no diesel set reaches it
MOVED = 3.0  # [1] a stream's change against that of output
SURVEY_FAR = 30.0  # [1] beyond the middle half of surveyed plants; tuned in tests/performance/bench_plausibility.py
# kWh per employee and year. 99 % of 18,100 US plants (ITAC, fiscal years 1981–2026) use 2,200 to 920,000; the lower bound is a tenth of
# that, because Vietnamese plants do more by hand (this project's choice)
KWH_PER_EMPLOYEE = (200.0, 1_000_000.0)
LOSS_SHARE = 0.5  # [1] of a material that one waste stream is said to be
INTENSITY_CHANGE = 2.0  # [1] a site's intensity against its baseline
PEAK_SHARE = 0.5  # [1] of electricity in peak hours, which are a fifth of a week
NCV_DIFFERENCE = 0.3  # [1] from the edition's value
MOISTURE_MOST = 0.95  # [1]
DENSITY_KG_PER_M3 = (500.0, 2000.0)  # of liquids a factory buys by volume
UNCERTAINTY_PCT = (0.1, 30.0)  # below no meter reads, above it is a guess
ASH_FUELS_KG = 50_000.0  # burnt in the period, from which ash has to go somewhere
