"""Which hours are peak and off-peak: the two schedules that electricity bills may follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from calculators.errors import UnknownKeyError

Band = Literal["normal", "peak", "off_peak"]
BANDS: tuple[Band, ...] = ("normal", "peak", "off_peak")
STREAMS: Mapping[Band, str] = {
    "normal": "electricity/grid", "peak": "electricity/grid_peak", "off_peak": "electricity/grid_off_peak",
}  # fmt: skip
MINUTES_PER_DAY = 1440
_EPOCH_WEEKDAY = 3  # 1 January 1970 was a Thursday; Monday is 0
_SUNDAY = 6


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """Hours of a day in minutes from midnight, begin included, end not; there is no peak on Sundays. [min]"""

    peak: tuple[tuple[int, int], ...]
    off_peak: tuple[tuple[int, int], ...]


# the values of the choice tariff_hours
SCHEDULES: Mapping[str, Schedule] = {
    "schedule_2019": Schedule(peak=((570, 690), (1020, 1200)), off_peak=((1320, 1440), (0, 240))),
    "schedule_963": Schedule(peak=((1050, 1350),), off_peak=((0, 360),)),
}


def bands_of(begin: npt.NDArray[np.datetime64], schedule: str) -> npt.NDArray[np.int8]:
    """Return the band of each interval by its begin, as an index into `BANDS`.

    Parameters
    ----------
    begin : ndarray of datetime64[m]
        Begins of the intervals, clock of Viet Nam (UTC+7, which has no daylight saving).
    schedule : str
        A value of the choice ``tariff_hours``.

    Returns
    -------
    ndarray of int8
        0 normal, 1 peak, 2 off-peak.

    Raises
    ------
    UnknownKeyError
        If there is no such schedule.

    References
    ----------
    .. [1] EVN, "Giá bán điện theo giờ" (evn.com.vn/c3/evn-va-khach-hang/Gia-ban-dien-theo-gio-9-81.aspx): peak Monday to
       Saturday 9:30–11:30 and 17:00–20:00, off-peak 22:00–4:00 every day (``schedule_2019``).
    .. [2] Bộ Công Thương, Quyết định 963/QĐ-BCT, 22 April 2026: peak Monday to Saturday 17:30–22:30, off-peak 0:00–6:00
       every day (``schedule_963``); read in three public repetitions that agree, the decision itself was not at hand.
    """
    if schedule not in SCHEDULES:
        raise UnknownKeyError("schedule", schedule, known=tuple(SCHEDULES))
    hours = SCHEDULES[schedule]
    minutes = begin.astype("datetime64[m]").astype(np.int64)
    minute = minutes % MINUTES_PER_DAY
    is_sunday = (minutes // MINUTES_PER_DAY + _EPOCH_WEEKDAY) % 7 == _SUNDAY
    bands = np.zeros(begin.size, dtype=np.int8)
    for start, end in hours.off_peak:
        bands[(minute >= start) & (minute < end)] = BANDS.index("off_peak")
    for start, end in hours.peak:
        bands[(minute >= start) & (minute < end) & ~is_sunday] = BANDS.index("peak")
    return bands
