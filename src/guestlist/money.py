"""Money: ISO 4217 currencies, and integer minor units to and from the numbers of the wire."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Final

# A float holds every whole number up to 2**53, so every amount up to here survives the wire.
AMOUNT_MINOR_MAX: Final = 10**15
_DIGITS_WITHOUT_CURRENCY: Final = 2

# ISO 4217: code, decimals, symbol ("-": the code stands for it), English name. Bonds, metals and
# test codes are left out; ANG and BGN, replaced in 2025 and 2026, stay for stored prices.
_TABLE: Final = """
AED 2 - United Arab Emirates Dirham
AFN 2 ؋ Afghan Afghani
ALL 2 - Albanian Lek
AMD 2 ֏ Armenian Dram
ANG 2 - Netherlands Antillean Guilder
AOA 2 Kz Angolan Kwanza
ARS 2 AR$ Argentine Peso
AUD 2 A$ Australian Dollar
AWG 2 - Aruban Florin
AZN 2 ₼ Azerbaijani Manat
BAM 2 KM Bosnia-Herzegovina Convertible Mark
BBD 2 Bds$ Barbadian Dollar
BDT 2 ৳ Bangladeshi Taka
BGN 2 лв. Bulgarian Lev
BHD 3 - Bahraini Dinar
BIF 0 - Burundian Franc
BMD 2 BD$ Bermudian Dollar
BND 2 B$ Brunei Dollar
BOB 2 Bs Bolivian Boliviano
BRL 2 R$ Brazilian Real
BSD 2 - Bahamian Dollar
BTN 2 - Bhutanese Ngultrum
BWP 2 P Botswana Pula
BYN 2 Br Belarusian Ruble
BZD 2 BZ$ Belize Dollar
CAD 2 CA$ Canadian Dollar
CDF 2 - Congolese Franc
CHF 2 - Swiss Franc
CLP 0 CL$ Chilean Peso
CNY 2 CN¥ Chinese Yuan
COP 2 CO$ Colombian Peso
CRC 2 ₡ Costa Rican Colón
CUP 2 - Cuban Peso
CVE 2 - Cape Verdean Escudo
CZK 2 Kč Czech Koruna
DJF 0 - Djiboutian Franc
DKK 2 kr Danish Krone
DOP 2 RD$ Dominican Peso
DZD 2 - Algerian Dinar
EGP 2 E£ Egyptian Pound
ERN 2 - Eritrean Nakfa
ETB 2 - Ethiopian Birr
EUR 2 € Euro
FJD 2 FJ$ Fijian Dollar
FKP 2 FK£ Falkland Islands Pound
GBP 2 £ British Pound
GEL 2 ₾ Georgian Lari
GHS 2 GH₵ Ghanaian Cedi
GIP 2 - Gibraltar Pound
GMD 2 - Gambian Dalasi
GNF 0 - Guinean Franc
GTQ 2 Q Guatemalan Quetzal
GYD 2 - Guyanaese Dollar
HKD 2 HK$ Hong Kong Dollar
HNL 2 L Honduran Lempira
HTG 2 - Haitian Gourde
HUF 2 Ft Hungarian Forint
IDR 2 Rp Indonesian Rupiah
ILS 2 ₪ Israeli New Shekel
INR 2 ₹ Indian Rupee
IQD 3 - Iraqi Dinar
IRR 2 - Iranian Rial
ISK 0 kr Icelandic Króna
JMD 2 J$ Jamaican Dollar
JOD 3 - Jordanian Dinar
JPY 0 ¥ Japanese Yen
KES 2 KSh Kenyan Shilling
KGS 2 ⃀ Kyrgystani Som
KHR 2 ៛ Cambodian Riel
KMF 0 - Comorian Franc
KPW 2 - North Korean Won
KRW 0 ₩ South Korean Won
KWD 3 - Kuwaiti Dinar
KYD 2 CI$ Cayman Islands Dollar
KZT 2 ₸ Kazakhstani Tenge
LAK 2 ₭ Laotian Kip
LBP 2 L£ Lebanese Pound
LKR 2 Rs Sri Lankan Rupee
LRD 2 L$ Liberian Dollar
LSL 2 - Lesotho Loti
LYD 3 - Libyan Dinar
MAD 2 - Moroccan Dirham
MDL 2 - Moldovan Leu
MGA 2 Ar Malagasy Ariary
MKD 2 - Macedonian Denar
MMK 2 K Myanmar Kyat
MNT 2 ₮ Mongolian Tugrik
MOP 2 MOP$ Macanese Pataca
MRU 2 UM Mauritanian Ouguiya
MUR 2 Rs Mauritian Rupee
MVR 2 Rf Maldivian Rufiyaa
MWK 2 MK Malawian Kwacha
MXN 2 MX$ Mexican Peso
MYR 2 RM Malaysian Ringgit
MZN 2 MT Mozambican Metical
NAD 2 N$ Namibian Dollar
NGN 2 ₦ Nigerian Naira
NIO 2 C$ Nicaraguan Córdoba
NOK 2 kr Norwegian Krone
NPR 2 Rs Nepalese Rupee
NZD 2 NZ$ New Zealand Dollar
OMR 3 - Omani Rial
PAB 2 B/. Panamanian Balboa
PEN 2 S/ Peruvian Sol
PGK 2 K Papua New Guinean Kina
PHP 2 ₱ Philippine Peso
PKR 2 Rs Pakistani Rupee
PLN 2 zł Polish Zloty
PYG 0 ₲ Paraguayan Guarani
QAR 2 - Qatari Riyal
RON 2 lei Romanian Leu
RSD 2 - Serbian Dinar
RUB 2 ₽ Russian Ruble
RWF 0 - Rwandan Franc
SAR 2 - Saudi Riyal
SBD 2 SI$ Solomon Islands Dollar
SCR 2 - Seychellois Rupee
SDG 2 - Sudanese Pound
SEK 2 kr Swedish Krona
SGD 2 S$ Singapore Dollar
SHP 2 - St. Helena Pound
SLE 2 Le Sierra Leonean Leone
SOS 2 - Somali Shilling
SRD 2 - Surinamese Dollar
SSP 2 - South Sudanese Pound
STN 2 Db São Tomé & Príncipe Dobra
SVC 2 - Salvadoran Colón
SYP 2 - Syrian Pound
SZL 2 - Swazi Lilangeni
THB 2 ฿ Thai Baht
TJS 2 - Tajikistani Somoni
TMT 2 - Turkmenistani Manat
TND 3 - Tunisian Dinar
TOP 2 T$ Tongan Paʻanga
TRY 2 ₺ Turkish Lira
TTD 2 TT$ Trinidad & Tobago Dollar
TWD 2 NT$ New Taiwan Dollar
TZS 2 TSh Tanzanian Shilling
UAH 2 ₴ Ukrainian Hryvnia
UGX 0 USh Ugandan Shilling
USD 2 $ US Dollar
UYU 2 $U Uruguayan Peso
UZS 2 - Uzbekistani Som
VED 2 - Venezuelan Digital Bolívar
VES 2 Bs.S Venezuelan Bolívar
VND 0 ₫ Vietnamese Dong
VUV 0 VT Vanuatu Vatu
WST 2 WS$ Samoan Tala
XAF 0 FCFA Central African CFA Franc
XCD 2 EC$ East Caribbean Dollar
XCG 2 Cg Caribbean Guilder
XOF 0 CFA West African CFA Franc
XPF 0 ₣ CFP Franc
YER 2 - Yemeni Rial
ZAR 2 R South African Rand
ZMW 2 ZK Zambian Kwacha
ZWG 2 ZiG Zimbabwe Gold
"""


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency of ISO 4217. `digits` is the number of decimals of its minor unit."""

    code: str
    digits: int
    symbol: str
    name: str


class AmountRefused(ValueError):
    """An amount or a currency that cannot be taken; the message says why."""


@cache
def currencies() -> Mapping[str, Currency]:
    """Give all known currencies by their code."""
    lines = (line.split(" ", 3) for line in _TABLE.strip().splitlines())
    return {
        code: Currency(code, int(digits), code if symbol == "-" else symbol, name)
        for code, digits, symbol, name in lines
    }


def find_currency(code: str) -> Currency | None:
    """Give the currency of a code in any letter case; None: unknown."""
    return currencies().get(code.strip().upper())


def symbol_of(code: str) -> str:
    """Give what stands before a price: the currency's symbol, else its code; "" for no currency."""
    currency = currencies().get(code)
    return currency.symbol if currency else code


def name_of(code: str) -> str:
    """Give the English name of a currency, else its code."""
    currency = currencies().get(code)
    return currency.name if currency else code


def to_minor(amount: Decimal | float | str, currency: str) -> int:
    """Turn an amount into minor units of a currency ("" if none: two decimals).

    A float counts as the shortest decimal that names it, which is what a JSON text said.

    Raises:
        AmountRefused: no finite number, more decimals than the currency has, too large, or an
            unknown currency.
    """
    digits = _digits_of(currency)
    try:
        number = Decimal(str(amount))
    except InvalidOperation:
        raise AmountRefused(f"{amount!r} is not a number.") from None
    if not number.is_finite() or abs(number) > AMOUNT_MINOR_MAX:
        raise AmountRefused("The amount is too large.")
    # Not scaleb() or "*": they round to the context's precision.
    if number and -_exponent(number) > digits:
        raise AmountRefused(f"{number} has more decimals than {currency or 'a price'} has ({digits}).")
    minor = int(number * 10**digits)
    if abs(minor) > AMOUNT_MINOR_MAX:
        raise AmountRefused("The amount is too large.")
    return minor


def to_wire(minor: int, currency: str) -> float:
    """Turn minor units into the number that the wire sends, e.g. 1250 EUR into 12.5."""
    known = currencies().get(currency)
    digits = known.digits if known else _DIGITS_WITHOUT_CURRENCY
    return minor / float(10**digits)


def _digits_of(currency: str) -> int:
    if not currency:
        return _DIGITS_WITHOUT_CURRENCY
    known = currencies().get(currency)
    if known is None:
        raise AmountRefused(f"{currency!r} is not a currency code of ISO 4217.")
    return known.digits


def _exponent(number: Decimal) -> int:
    _, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)  # only NaN and infinity have another kind
    trailing_zeros = len(digits) - len("".join(map(str, digits)).rstrip("0"))
    return exponent + trailing_zeros
