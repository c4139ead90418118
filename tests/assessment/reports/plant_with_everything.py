"""A constructed plant whose result fills every section of a report: process map, models, footprint, options with a plan."""

from __future__ import annotations

import math

HEAD = """format: sachhon-assessment/1
facility:
  name: Nhà máy Thủy sản Thử (dựng)
  tax_code: "3400123456"
  sector: seafood
  province: "68"
  commune: Phường Phan Thiết
  employees: 320
  capacity: {quantity: 3000, unit: t}
reporting_period: 2025
baseline_period: 2023
products:
  - {id: iqf, name: Tôm tươi IQF, unit: t, norm_product: shrimp.s01, price_vnd: 200000000}
  - {id: block, name: Tôm block, unit: t, norm_product: shrimp.s05, price_vnd: 150000000}
  - {id: fish, name: Cá phi lê, unit: t, norm_product: pangasius.p01, price_vnd: 90000000}
streams:
  - {stream: by_product/shell, name: Đầu vỏ tôm}
  - {stream: ice/bought, electricity: {value: 60, unit: kWh/t, evidence: "hợp đồng mua đá"}}
choices: {discount_rate: 10, energy_baseline: 2023-01/2024-12}
"""
PROCESS = """process:
  steps:
    - {id: prepare, name: Sơ chế, system_cost_vnd: 900000000, waste_management_cost_vnd: 50000000}
    - {id: freeze, name: Cấp đông, system_cost_vnd: 600000000}
  streams:
    - {to: prepare, stream: material/raw_shrimp, quantity: 3000, unit: t, uncertainty_pct: 1}
    - {from: prepare, to: freeze, stream: intermediate/washed, quantity: 1850, unit: t, uncertainty_pct: 1}
    - {from: prepare, stream: waste/shell, quantity: 1100, unit: t, uncertainty_pct: 5}
    - {from: freeze, stream: product/iqf, quantity: 1800, unit: t, uncertainty_pct: 1}
options:
  - {id: led, title: Thay đèn LED khu sơ chế, technique: EM, saves: [{stream: electricity/grid, quantity: 60000, unit: kWh}],
     investment_vnd: 90000000, lifetime_years: 5, status: verified, owner: Chị Lan, due: 2026-03}
  - {id: hose, title: Vòi phun áp lực có khóa tay, technique: GH, saves: [{stream: water/municipal, percent: 6}],
     investment_vnd: 0, lifetime_years: 3, status: do_now, owner: Tổ vệ sinh, due: 2026-06}
  - {id: vsd, title: Biến tần máy nén lạnh, technique: TC, saves: [{stream: electricity/grid, percent: 8}],
     investment_vnd: 2400000000, lifetime_years: 12, status: study}
worksheets:
  - {sheet: plan, values: {led.spent_vnd: 88000000, led.evidence: biên bản nghiệm thu, led.finished: 2024-12}}
  - {sheet: team, values: {leader: Anh Hùng, commitment: Giám đốc duyệt ngày làm việc của nhóm}}
  - {sheet: focus, values: {step: Cấp đông, reason: Điện nhiều nhất, score.freeze.potential: 8}}
  - {sheet: environment, values: {class: B, cod.before: 180, cod.after: 140}}
  - {sheet: maintenance, values: {norms: 1,5 kWh/kg, responsible: Tổ điện}}
  - {sheet: next_focus, values: {step: Sơ chế}}
  - {sheet: verification, values: {led.electricity.grid: {value: 54000, unit: kWh}, led.saved_vnd: 95000000}}
  - {sheet: causes, values: {seafood.hoses: có}}
  - {sheet: equipment, values: {a.check: air_leak, a.name: Máy nén 1, a.load_time: 480, a.unload_time: 2880, a.air_capacity: 20, a.power: 130, a.hours: 6000}}
  - {sheet: duties, values: {listed_energy: có}}
life_cycle:
  - product: iqf
    declared_unit: {quantity: 1, unit: kg}
    boundary: cradle_to_gate
    allocation: mass
    inventory:
      - {stage: raw_material, stream: material/raw_shrimp, supplier_pcf: "6.5 kg CO2e/kg; trại nuôi A, AR6"}
      - {stage: packaging, stream: packaging/carton}
      - {stage: manufacture, stream: electricity/grid}
"""


def text() -> str:
    """Return the document: three years of months whose electricity follows output with a scatter that is written down."""
    rows = []
    for year in (2023, 2024, 2025):
        for month in range(1, 13):
            at = 12 * (year - 2023) + month
            made = 150 + 40 * math.sin(0.7 * at) + 7 * math.cos(2.3 * at)
            kwh = 90_000 + 1_100 * made + 4_000 * math.sin(5.1 * at)
            water = 600 + 21 * made + 90 * math.cos(4.3 * at)
            kwh *= 0.94 if year == 2025 else 1.0
            for product, share in (("iqf", 0.6), ("block", 0.3), ("fish", 0.1)):
                rows.append(f"{{period: {year}-{month:02d}, stream: product/{product}, quantity: {made * share:.2f}, unit: t}}")
            rows.append(f"{{period: {year}-{month:02d}, stream: electricity/grid, quantity: {kwh:.0f}, unit: kWh, cost_vnd: {kwh * 1800:.0f}, uncertainty_pct: 1}}")
            rows.append(f"{{period: {year}-{month:02d}, stream: water/municipal, quantity: {water:.0f}, unit: m3, cost_vnd: {water * 13333:.0f}}}")
            rows.append(f"{{period: {year}-{month:02d}, stream: fuel/diesel, quantity: {600 + 10 * month}, unit: L, cost_vnd: {(600 + 10 * month) * 19000}}}")
        rows += [
            f"{{period: {year}, stream: electricity/grid, role: internal, step: other_use, meter: vp, quantity: 90000, unit: kWh}}",
            f"{{period: {year}, stream: ice/bought, quantity: 400, unit: t, cost_vnd: 160000000}}",
            f"{{period: {year}, stream: material/raw_shrimp, quantity: 3000, unit: t, cost_vnd: 240000000000}}",
            f"{{period: {year}, stream: packaging/carton, quantity: 40000, unit: kg, cost_vnd: 600000000}}",
            f"{{period: {year}, stream: wastewater/treated_on_site, quantity: 34000, unit: m3}}",
            f"{{period: {year}, stream: by_product/shell, quantity: 1100, unit: t, cost_vnd: -2200000000}}",
            f"{{period: {year}, stream: refrigerant/r22, quantity: 40, unit: kg}}",
        ]
    return HEAD + "flows:\n" + "".join(f"  - {row}\n" for row in rows) + PROCESS
