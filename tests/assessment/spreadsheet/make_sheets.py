"""Write the made-up spreadsheets and load curve of data/examples/sheets: what the seafood example's invoices do not hold.

Quantities are those of data/examples/seafood.yaml; with data/examples/invoices they make its whole ledger. The shapes are
as untidy as such files are: merged headings, several tables on a sheet, sums among the rows, t beside kg, 1.234,5 beside 1,234.5.

Run: python tests/assessment/spreadsheet/make_sheets.py
"""

from __future__ import annotations

import io
import math
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter
import yaml

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "data" / "examples" / "sheets"
NAMES = {"product/iqf_raw": "Tôm tươi IQF", "product/block": "Tôm tươi block", "product/iqf_cooked": "Tôm hấp IQF"}
WRITTEN = datetime(2026, 1, 5)


def seafood() -> dict[str, dict[str, dict[str, Any]]]:
    """Return the rows of the seafood example by stream and period."""
    document = yaml.safe_load((ROOT / "data" / "examples" / "seafood.yaml").read_text(encoding="utf-8"))
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for flow in document["flows"]:
        found.setdefault(flow["stream"], {})[str(flow["period"])] = flow
    return found


def months(rows: dict[str, dict[str, Any]]) -> list[float]:
    """Return the twelve months of 2025."""
    return [rows[f"2025-{month:02d}"]["quantity"] for month in range(1, 13)]


def comma(value: float, decimals: int) -> str:
    """Return a number as Vietnamese write it."""
    return f"{value:,.{decimals}f}".replace(",", " ").replace(".", ",").replace(" ", ".")


def dot(value: float, decimals: int) -> str:
    """Return a number as English write it."""
    return f"{value:,.{decimals}f}"


def production() -> bytes:
    """Return a sheet with months across: tonnes as numbers, kilograms and tonnes as texts in two notations, sums."""
    flows = seafood()
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"created": WRITTEN})
        sheet = book.add_worksheet("Sản lượng")
        sheet.merge_range(0, 0, 0, 15, "BẢNG THEO DÕI SẢN LƯỢNG NĂM 2025 (ví dụ, không có thật)")
        sheet.write_row(2, 0, ["STT", "Tên sản phẩm", "ĐVT", *(f"T{month}" for month in range(1, 13)), "Cả năm"])
        sheet.write(3, 1, "Thành phẩm đông lạnh")
        raw, block, cooked = (months(flows[key]) for key in NAMES)
        sheet.write_row(4, 0, [1, NAMES["product/iqf_raw"], "tấn", *raw, math.fsum(raw)])
        kilograms = [round(value * 1000, 3) for value in block]
        sheet.write_row(5, 0, [2, NAMES["product/block"], "kg", *(comma(value, 1) for value in kilograms), comma(math.fsum(kilograms), 1)])
        sheet.write_row(6, 0, [3, NAMES["product/iqf_cooked"], "tấn", *(dot(value, 2) for value in cooked), dot(math.fsum(cooked), 2)])
        sums = [round(a + b + c, 3) for a, b, c in zip(raw, block, cooked, strict=True)]
        sheet.write_row(7, 1, ["Tổng cộng", "tấn", *sums, math.fsum(sums)])
        sheet.write(10, 1, "Người lập biểu")
    return buffer.getvalue()


def environment() -> bytes:
    """Return a sheet with months down under merged headings, and a table of the base year beside it on another sheet."""
    flows = seafood()
    shell = flows["by_product/shrimp_shell"]["2025"]
    water = months(flows["wastewater/treated_on_site"])
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"created": WRITTEN})
        sheet = book.add_worksheet("Môi trường 2025")
        sheet.merge_range(0, 0, 0, 4, "Sổ theo dõi môi trường (ví dụ, không có thật)")
        sheet.merge_range(2, 0, 3, 0, "Tháng")
        sheet.merge_range(2, 1, 3, 1, "Nước thải sau xử lý (m3)")
        sheet.merge_range(2, 2, 3, 2, "NH3 nạp (kg)")
        sheet.merge_range(2, 3, 2, 4, "Đầu vỏ tôm")
        sheet.write_row(3, 3, ["Lượng (tấn)", "Tiền bán (triệu đồng)"])
        share = [round(shell["quantity"] / 12, 1)] * 11
        parts = [*share, round(shell["quantity"] - math.fsum(share), 1)]
        money = [round(-shell["cost_vnd"] / 12e6, 1)] * 11
        paid = [*money, round(-shell["cost_vnd"] / 1e6 - math.fsum(money), 4)]
        ammonia = {2: 150, 6: 120, 10: 150}
        for month in range(1, 13):
            row = [f"Tháng {month:02d}", comma(water[month - 1], 1), ammonia.get(month, "-"), parts[month - 1], paid[month - 1]]
            sheet.write_row(3 + month, 0, row)
        sheet.write_row(16, 0, ["Cộng", comma(math.fsum(water), 1), 420, shell["quantity"], -shell["cost_vnd"] / 1e6])
        base = book.add_worksheet("Năm cơ sở")
        base.write(0, 0, "Số liệu năm cơ sở 2021 (ví dụ, không có thật)")
        base.write_row(2, 0, ["Năm", "Chỉ tiêu", "ĐVT", "Lượng"])
        labels = {**NAMES, "electricity/grid": "Điện lưới", "water/municipal": "Nước máy", "wastewater/treated_on_site": "Nước thải sau xử lý",
                  "material/raw_shrimp": "Tôm nguyên liệu"}  # fmt: skip
        for row, (stream, label) in enumerate(labels.items(), 3):
            flow = flows[stream]["2021"]
            base.write_row(row, 0, [2021, label, flow["unit"], flow["quantity"]])
    return buffer.getvalue()


def load_curve() -> bytes:
    """Return hourly readings of a cold-store compressor's sub-meter for January 2025, a made-up shape."""
    lines = ["Thời gian;Máy nén kho lạnh (kWh)"]
    begin = datetime(2025, 1, 1)
    for hour in range(31 * 24):
        when = begin + timedelta(hours=hour)
        value = 62 + 18 * math.sin((when.hour - 8) / 24 * 2 * math.pi) + (6 if when.weekday() < 6 else 0)
        lines.append(f"{when:%d/%m/%Y %H:%M};{comma(value, 1)}")
    return ("\n".join(lines) + "\n").encode()


def main() -> None:
    """Write the folder."""
    files = {"san_luong_2025.xlsx": production(), "moi_truong.xlsx": environment(), "may_nen_2025_01.csv": load_curve()}
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (FOLDER / name).write_bytes(content)
    sys.stdout.write(f"{len(files)} files in {FOLDER.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
