"""Write the made-up invoices of data/examples/invoices: the seafood example's year 2025 as its papers.

No seller, buyer or price is real. Quantities and costs of electricity and water, and the quantities of raw shrimp, are
those of data/examples/seafood.yaml, so that the ledger they make can be compared with it. Everything else is invented
to exercise the reader. The structure follows public programs that write the format (app/guide/invoices.en.md).

Run: python tests/assessment/invoices/make_examples.py
"""

from __future__ import annotations

import calendar
import sys
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

import yaml

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "data" / "examples" / "invoices"
BUYER = "0000000099"
BUYER_NAME = "Nhà máy Tôm Đông Lạnh Ví Dụ Phan Thiết"


class Item(NamedTuple):
    name: str
    unit: str = ""
    quantity: float | None = None
    amount: float | None = None
    nature: str = "1"


class Seller(NamedTuple):
    name: str
    tax_code: str
    series: str
    variant: str = "plain"  # plain | namespaced | totals_beside | flat


POWER = Seller("Công ty Điện lực Ví Dụ", "0000000101", "C25TEV", "plain")
WATER = Seller("Công ty Cấp nước Ví Dụ", "0000000102", "C25TNU", "namespaced")
OIL = Seller("Công ty Xăng dầu Ví Dụ", "0000000103", "C25TXD", "totals_beside")
HUSK = Seller("Cơ sở Trấu Ví Dụ", "0000000104", "C25TTR", "flat")
SHRIMP = Seller("Hợp tác xã Tôm Ví Dụ", "0000000105", "C25TTO", "plain")
BOX = Seller("Công ty Bao bì Ví Dụ", "0000000106", "C25TBB", "namespaced")
CHEMICAL = Seller("Công ty Hóa chất Ví Dụ", "0000000107", "C25THC", "totals_beside")
COLD = Seller("Công ty Điện lạnh Ví Dụ", "0000000108", "C25TDL", "plain")


def number_text(value: float | None) -> str:
    """Return a number as providers write it."""
    return "" if value is None else f"{value:.6f}".rstrip("0").rstrip(".")


def invoice_xml(
    seller: Seller, number: int, day: str, items: list[Item], *, buyer: str = BUYER, extras: dict[str, str] | None = None,
    related: tuple[str, int, str] | None = None, net: float | None = None, signature: str = "", series: str = "",
    encoding: str = "UTF-8",
) -> str:  # fmt: skip
    """Return an invoice; `related` is the nature (1 replaces, 2 adjusts), number and day of the other invoice."""
    lines = "\n".join(line_xml(index, item) for index, item in enumerate(items, 1))
    sign = {"1": 1, "2": 1, "5": 1, "3": -1, "4": 0}
    total = sum((item.amount or 0) * sign[item.nature] for item in items) if net is None else net
    vat = round(total * 0.08)
    series = series or seller.series
    more = "".join(f"<TTin><TTruong>{name}</TTruong><KDLieu>string</KDLieu><DLieu>{escape(text)}</DLieu></TTin>"
                   for name, text in (extras or {}).items())  # fmt: skip
    relation = "" if related is None else (
        f"<TTHDLQuan><TCHDon>{related[0]}</TCHDon><LHDCLQuan>1</LHDCLQuan><KHMSHDCLQuan>1</KHMSHDCLQuan><KHHDCLQuan>{series}"
        f"</KHHDCLQuan><SHDCLQuan>{related[1]:08d}</SHDCLQuan><NLHDCLQuan>{related[2]}</NLHDCLQuan></TTHDLQuan>")  # fmt: skip
    totals = (f"<TToan><THTTLTSuat><LTSuat><TSuat>8%</TSuat><ThTien>{number_text(total)}</ThTien><TThue>{vat}</TThue></LTSuat>"
              f"</THTTLTSuat><TgTCThue>{number_text(total)}</TgTCThue><TgTThue>{vat}</TgTThue>"
              f"<TgTTTBSo>{number_text(total + vat)}</TgTTTBSo></TToan>")  # fmt: skip
    inside, beside = ("", totals) if seller.variant == "totals_beside" else (totals, "")
    space = ' xmlns="http://vidu.invalid/hoadon"' if seller.variant == "namespaced" else ""
    text = f"""<?xml version="1.0" encoding="{encoding}"?>
<HDon{space}>
<DLHDon Id="data">
<TTChung><PBan>2.1.0</PBan><THDon>Hóa đơn giá trị gia tăng</THDon><KHMSHDon>1</KHMSHDon><KHHDon>{series}</KHHDon>
<SHDon>{number:08d}</SHDon><NLap>{day}</NLap><DVTTe>VND</DVTTe><TGia>1</TGia><HTTToan>CK</HTTToan>{relation}
<TTKhac>{more}</TTKhac></TTChung>
<NDHDon>
<NBan><Ten>{escape(seller.name)}</Ten><MST>{seller.tax_code}</MST><DChi>Việt Nam</DChi></NBan>
<NMua><Ten>{escape(BUYER_NAME)}</Ten><MST>{buyer}</MST><DChi>Phan Thiết</DChi></NMua>
<DSHHDVu>
{lines}
</DSHHDVu>
{inside}</NDHDon>
{beside}</DLHDon>
<MCCQT>00VIDU{seller.tax_code}{number:08d}</MCCQT>
{signature}</HDon>
"""
    return text.replace("\n", "") + "\n" if seller.variant == "flat" else text


def line_xml(index: int, item: Item) -> str:
    """Return one line of goods."""
    parts = [f"<HHDVu><TChat>{item.nature}</TChat><STT>{index}</STT><THHDVu>{escape(item.name)}</THHDVu>"]
    if item.unit:
        parts.append(f"<DVTinh>{escape(item.unit)}</DVTinh>")
    if item.quantity is not None:
        parts.append(f"<SLuong>{number_text(item.quantity)}</SLuong>")
        if item.quantity and item.amount:
            parts.append(f"<DGia>{number_text(abs(item.amount / item.quantity))}</DGia>")
    if item.amount is not None:
        parts.append(f"<ThTien>{number_text(item.amount)}</ThTien><TSuat>8%</TSuat>")
    return "".join([*parts, "</HHDVu>"])


def notice_xml(seller: Seller, number: int, day: str, nature: str = "1") -> str:
    """Return a notice of a wrong invoice (form 04/SS-HĐĐT), by which a seller cancels it."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<TBao><DLTBao Id="tb"><PBan>2.1.0</PBan><MSo>04/SS-HĐĐT</MSo><Ten>Thông báo hóa đơn điện tử có sai sót</Ten><MST>{seller.tax_code}</MST>
<TNNT>{escape(seller.name)}</TNNT><NTBao>{day}</NTBao>
<DSHDon><HDon><STT>1</STT><KHMSHDon>1</KHMSHDon><KHHDon>{seller.series}</KHHDon><SHDon>{number:08d}</SHDon><Ngay>{day}</Ngay>
<LADHDDT>1</LADHDDT><TCTBao>{nature}</TCTBao><LDo>Lập sai</LDo></HDon></DSHDon></DLTBao></TBao>
"""


def seafood() -> dict[str, dict[int, dict[str, float]]]:
    """Return the monthly rows of the seafood example that the papers repeat."""
    document = yaml.safe_load((ROOT / "data" / "examples" / "seafood.yaml").read_text(encoding="utf-8"))
    found: dict[str, dict[int, dict[str, float]]] = {}
    for flow in document["flows"]:
        period = str(flow["period"])
        if period.startswith("2025-"):
            found.setdefault(flow["stream"], {})[int(period[5:7])] = flow
    return found


def power_items(kwh: float, cost: float, spoiled: bool = False) -> list[Item]:
    """Return the three bands of a month: a quarter at peak, a fifth off-peak, one price as in the seafood example."""
    price = cost / kwh
    peak, low = round(kwh * 0.25), round(kwh * 0.2)
    bands = [("Điện năng giờ bình thường", kwh - peak - low), ("Điện năng giờ cao điểm", peak), ("Điện năng giờ thấp điểm", low)]
    items = [Item(name, "kWh", part + (1000 if spoiled else 0), round(part * price)) for name, part in bands]
    rest = cost - sum(item.amount or 0 for item in items)
    items[0] = items[0]._replace(amount=(items[0].amount or 0) + rest)
    return [*items, Item("Chỉ số và hệ số nhân xem bảng kê kèm theo", nature="4")]


def build() -> dict[str, bytes]:
    """Return every file of the folder by name."""
    rows = seafood()
    files: dict[str, str] = {}
    for month in range(1, 13):
        last = calendar.monthrange(2025, month)[1]
        end, slashed = f"2025-{month:02d}-{last:02d}", f"{last:02d}/{month:02d}/2025"
        power, water, shrimp = (rows[key][month] for key in ("electricity/grid", "water/municipal", "material/raw_shrimp"))
        extras = {"TuNgay": f"01/{month:02d}/2025", "DenNgay": slashed, "SoCongTo": "CT-001"}
        items = power_items(power["quantity"], power["cost_vnd"], spoiled=month == 3)
        files[f"dien/1C25TEV_{month:04d}.xml"] = invoice_xml(POWER, month, end, items, extras=extras)
        text = f"Nước sạch sản xuất từ ngày 01/{month:02d}/2025 đến ngày {slashed}"
        files[f"nuoc/1C25TNU_{month:04d}.xml"] = invoice_xml(
            WATER, month, end, [Item(text, "m3", water["quantity"], water["cost_vnd"]), Item("Phí bảo vệ môi trường", "", None, 0.0, "4")])
        half = round(shrimp["quantity"] / 2, 1)
        for part, (day, tonnes) in enumerate(((f"2025-{month:02d}-07", half), (f"2025-{month:02d}-21", shrimp["quantity"] - half))):
            number = 2 * month + part
            extra = 500 if number == 11 else 0
            files[f"tom/1C25TTO_{number:04d}.xml"] = invoice_xml(
                SHRIMP, number, day, [Item("Tôm thẻ nguyên liệu cỡ 60", "kg", round(tonnes * 1000) + extra, (round(tonnes * 1000) + extra) * 100_000.0)])
    march = rows["electricity/grid"][3]
    files["dien/1C25TEV_0013_thaythe.xml"] = invoice_xml(
        POWER, 13, "2025-04-02", power_items(march["quantity"], march["cost_vnd"]), related=("1", 3, "2025-03-31"),
        extras={"TuNgay": "01/03/2025", "DenNgay": "31/03/2025", "SoCongTo": "CT-001"})
    files["tom/1C25TTO_0031_dieuchinh.xml"] = invoice_xml(
        SHRIMP, 31, "2025-06-01", [Item("Tôm thẻ nguyên liệu cỡ 60", "kg", -500, -50_000_000.0)], related=("2", 11, "2025-05-21"))
    _others(files)
    made = {name: text.encode() for name, text in files.items()}
    made["bao_bi/1C25TBB_0003.xml"] = made["bao_bi/1C25TBB_0003.xml"].decode().replace('"UTF-8"', '"UTF-16"').encode("utf-16")
    made["dien/1C25TEV_0001.pdf"] = b"%PDF-1.4\n% not an invoice: what a seller sends beside the XML\n"
    return made


def _others(files: dict[str, str]) -> None:
    for number, (month, litres) in enumerate(((1, 900), (3, 1200), (5, 800), (8, 1500), (10, 700), (12, 1000)), 1):
        files[f"dau/1C25TXD_{number:04d}.xml"] = invoice_xml(
            OIL, number, f"2025-{month:02d}-12", [Item("Dầu DO 0,05S-II", "Lít", litres, litres * 17_000.0)])
    files["dau/1C25TXD_0007_huy.xml"] = invoice_xml(OIL, 7, "2025-12-20", [Item("Dầu DO 0,05S-II", "Lít", 9999, 9999 * 17_000.0)])
    files["dau/thongbao_04SS_0007.xml"] = notice_xml(OIL, 7, "2025-12-21")
    files["dau/1C25TXD_0008_khach_khac.xml"] = invoice_xml(
        OIL, 8, "2025-12-22", [Item("Dầu DO 0,05S-II", "Lít", 50, 850_000.0)], buyer="0000000077")
    for number, (month, tonnes) in enumerate(((2, 30.5), (5, 28), (8, 31.25), (11, 29)), 1):
        files[f"trau/1C25TTR_{number:04d}.xml"] = invoice_xml(
            HUSK, number, f"2025-{month:02d}-05", [Item("Trấu rời", "Tấn", tonnes, tonnes * 900_000)])
    for number, month in enumerate((1, 4, 7, 10), 1):
        files[f"bao_bi/1C25TBB_{number:04d}.xml"] = invoice_xml(
            BOX, number, f"2025-{month:02d}-15",
            [Item("Thùng carton 5 lớp", "Cái", 60_000, 600_000_000.0), Item("Túi PE hút chân không", "kg", 4_000, 160_000_000.0)])
    for number, month in enumerate((3, 9), 1):
        files[f"hoa_chat/1C25THC_{number:04d}.xml"] = invoice_xml(
            CHEMICAL, number, f"2025-{month:02d}-18",
            [Item("Chlorine 70 %", "kg", 980.4, 49_020_000.0), Item("Chiết khấu thương mại", "", None, 1_020_000.0, "3")])
    files["dien_lanh/1C25TDL_0001.xml"] = invoice_xml(
        COLD, 1, "2025-06-10", [Item("Gas lạnh R22", "kg", 112, 33_600_000.0), Item("Dịch vụ nạp gas", "Lần", 1, 2_000_000.0)],
        signature='<DSCKS><NBan><Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo/><SignatureValue>AA==</SignatureValue>'
                  "</Signature></NBan></DSCKS>\n")  # fmt: skip


def main() -> None:
    """Write the folder."""
    for name, content in build().items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    sys.stdout.write(f"{len(build())} files in {FOLDER.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
