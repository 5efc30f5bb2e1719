#!/usr/bin/env python3
"""Writes bigmac.db: a Big Mac index in the shape of The Economist's, for the example beside it.

    build_db.py PATH

One table, `bigmac`: a row for each country and half-year from 2000 to 2024. The end points are
close to history; what lies between them is drawn from a seeded generator, so every run makes the
same rows. Needs nothing but Python's standard library. An existing PATH is replaced at once, never
half written.
"""

import os
import random
import sqlite3
import sys

SEED = 2000
FIRST_YEAR, LAST_YEAR = 2000, 2024

# iso_a3, currency_code, name, first year listed, Big Mac price then and in 2024 (local currency),
# exchange rate (local currency for a dollar) then and in 2024, income per head in 2024 (dollars)
COUNTRIES = [
    ("ARE", "AED", "United Arab Emirates", 2002, 9.00, 18.00, 3.673, 3.673, 53000),
    ("ARG", "ARS", "Argentina", 2000, 2.50, 6100.00, 1.000, 928.0, 13700),
    ("AUS", "AUD", "Australia", 2000, 2.59, 7.75, 1.680, 1.520, 64700),
    ("AUT", "EUR", "Austria", 2000, 2.50, 5.70, 1.080, 0.920, 56500),
    ("AZE", "AZN", "Azerbaijan", 2008, 3.10, 5.95, 0.810, 1.700, 7200),
    ("BEL", "EUR", "Belgium", 2000, 2.95, 5.75, 1.080, 0.920, 53600),
    ("BHR", "BHD", "Bahrain", 2008, 0.85, 1.70, 0.377, 0.377, 29200),
    ("BRA", "BRL", "Brazil", 2000, 2.95, 23.90, 1.790, 5.600, 10000),
    ("CAN", "CAD", "Canada", 2000, 2.85, 7.47, 1.470, 1.380, 53400),
    ("CHE", "CHF", "Switzerland", 2000, 5.90, 7.10, 1.700, 0.890, 99600),
    ("CHL", "CLP", "Chile", 2000, 1260.0, 4400.0, 514.0, 944.0, 17000),
    ("CHN", "CNY", "China", 2000, 9.90, 25.50, 8.280, 7.260, 12600),
    ("COL", "COP", "Colombia", 2004, 6500.0, 20900.0, 2700.0, 4040.0, 6900),
    ("CRI", "CRC", "Costa Rica", 2004, 1130.0, 2890.0, 430.0, 530.0, 16600),
    ("CZE", "CZK", "Czech Republic", 2000, 54.37, 115.0, 39.10, 23.40, 31700),
    ("DEU", "EUR", "Germany", 2000, 2.55, 5.39, 1.080, 0.920, 54300),
    ("DNK", "DKK", "Denmark", 2000, 24.75, 39.00, 8.040, 6.870, 68500),
    ("EGY", "EGP", "Egypt", 2002, 7.00, 120.0, 4.600, 48.40, 3900),
    ("ESP", "EUR", "Spain", 2000, 2.25, 5.35, 1.080, 0.920, 33500),
    ("EST", "EUR", "Estonia", 2004, 1.88, 4.40, 0.820, 0.920, 30000),
    ("FIN", "EUR", "Finland", 2000, 3.00, 5.85, 1.080, 0.920, 53200),
    ("FRA", "EUR", "France", 2000, 2.82, 5.60, 1.080, 0.920, 44700),
    ("GBR", "GBP", "Britain", 2000, 1.90, 4.59, 0.630, 0.780, 49100),
    ("GRC", "EUR", "Greece", 2001, 2.30, 4.35, 1.120, 0.920, 23000),
    ("GTM", "GTQ", "Guatemala", 2006, 17.25, 29.00, 7.590, 7.760, 5800),
    ("HKG", "HKD", "Hong Kong", 2000, 10.20, 24.00, 7.790, 7.810, 50500),
    ("HND", "HNL", "Honduras", 2006, 35.95, 102.0, 18.90, 24.80, 3200),
    ("HRV", "EUR", "Croatia", 2008, 2.10, 3.90, 0.640, 0.920, 21800),
    ("HUN", "HUF", "Hungary", 2000, 339.0, 1450.0, 279.0, 362.0, 22100),
    ("IDN", "IDR", "Indonesia", 2000, 14500.0, 40000.0, 7945.0, 16200.0, 4900),
    ("IND", "INR", "India", 2011, 84.00, 230.0, 44.40, 83.60, 2500),
    ("IRL", "EUR", "Ireland", 2000, 2.30, 5.50, 1.080, 0.920, 103500),
    ("ISR", "ILS", "Israel", 2000, 14.50, 17.00, 4.050, 3.670, 52200),
    ("ITA", "EUR", "Italy", 2000, 2.32, 5.10, 1.080, 0.920, 39000),
    ("JOR", "JOD", "Jordan", 2006, 1.70, 2.50, 0.709, 0.709, 4500),
    ("JPN", "JPY", "Japan", 2000, 294.0, 480.0, 106.0, 150.0, 33800),
    ("KOR", "KRW", "South Korea", 2000, 3000.0, 5500.0, 1108.0, 1385.0, 33100),
    ("KWT", "KWD", "Kuwait", 2004, 0.65, 1.40, 0.295, 0.306, 32200),
    ("LKA", "LKR", "Sri Lanka", 2004, 140.0, 1380.0, 99.00, 304.0, 3800),
    ("LTU", "EUR", "Lithuania", 2004, 1.88, 4.05, 0.820, 0.920, 27100),
    ("LVA", "EUR", "Latvia", 2004, 1.56, 3.95, 0.820, 0.920, 23200),
    ("MDA", "MDL", "Moldova", 2006, 21.00, 72.00, 13.30, 17.70, 6700),
    ("MEX", "MXN", "Mexico", 2000, 20.90, 95.00, 9.410, 17.90, 13900),
    ("MYS", "MYR", "Malaysia", 2000, 4.52, 13.15, 3.800, 4.680, 11700),
    ("NIC", "NIO", "Nicaragua", 2006, 48.00, 160.0, 17.50, 36.60, 2600),
    ("NLD", "EUR", "Netherlands", 2000, 2.65, 5.65, 1.080, 0.920, 64600),
    ("NOR", "NOK", "Norway", 2000, 32.50, 75.00, 8.700, 10.70, 87900),
    ("NZL", "NZD", "New Zealand", 2000, 3.40, 8.20, 2.010, 1.650, 48700),
    ("PER", "PEN", "Peru", 2002, 8.50, 14.90, 3.430, 3.740, 7800),
    ("PHL", "PHP", "Philippines", 2002, 65.00, 170.0, 51.00, 58.40, 3900),
    ("POL", "PLN", "Poland", 2000, 5.50, 22.50, 4.300, 3.940, 22100),
    ("SGP", "SGD", "Singapore", 2000, 3.20, 6.65, 1.700, 1.350, 84700),
    ("SWE", "SEK", "Sweden", 2000, 24.00, 63.00, 8.840, 10.70, 55500),
    ("THA", "THB", "Thailand", 2000, 55.00, 138.0, 38.00, 36.10, 7200),
    ("TUR", "TRY", "Turkey", 2000, 1.30, 150.0, 0.590, 32.90, 13000),
    ("USA", "USD", "United States", 2000, 2.51, 5.69, 1.000, 1.000, 81700),
    ("ZAF", "ZAR", "South Africa", 2000, 9.00, 54.90, 6.720, 18.20, 6300),
]

# The currencies that the index is given against, and the country whose price is used for each.
BASES = {"usd": "USA", "eur": "DEU", "gbp": "GBR", "jpy": "JPN", "cny": "CHN"}

COLUMNS = (
    ["date", "iso_a3", "currency_code", "name", "local_price", "dollar_ex", "dollar_price"]
    + [f"{base}_raw" for base in BASES]
    + ["gdp_dollar", "adj_price"]
    + [f"{base}_adjusted" for base in BASES]
)


def half_years():
    """The dates of the index: January and July of each year."""
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        yield year, f"{year}-01-01"
        yield year + 0.5, f"{year}-07-01"


def between(first, last, share, noise):
    """A value on the exponential curve from first to last, a little off it, never below zero."""
    return first * (last / first) ** share * (1 + noise)


def prices_of(country, dice):
    """date -> (local price, dollar exchange rate, income per head) of one country."""
    _, currency, _, since, price, price_now, rate, rate_now, income = country
    wander = 0.0
    found = {}
    for time, date in half_years():
        share = (time - since) / (LAST_YEAR + 0.5 - since)
        wander = 0.8 * wander + dice.gauss(0, 0.025)
        steps = dice.gauss(0, 0.006)
        if time < since:
            continue
        fixed = currency in ("USD", "AED", "BHD", "JOD") or share in (0, 1)
        local = between(price, price_now, share, steps)
        exchange = between(rate, rate_now, share, 0 if fixed else wander)
        grown = between(income * 0.42, income, (time - FIRST_YEAR) / 24.5, steps)
        found[date] = (round(local, 2), round(exchange, 4), round(grown, 1))
    return found


def rows():
    """All rows, by date and then by country."""
    dice = random.Random(SEED)
    prices = {country[0]: prices_of(country, dice) for country in COUNTRIES}
    for _, date in half_years():
        listed = [c for c in COUNTRIES if date in prices[c[0]]]
        dollars = {c[0]: prices[c[0]][date][0] / prices[c[0]][date][1] for c in listed}
        # The adjusted index asks what a burger should cost at that income: a line through them all.
        count = len(listed)
        mean_income = sum(prices[c[0]][date][2] for c in listed) / count
        mean_price = sum(dollars.values()) / count
        spread = sum((prices[c[0]][date][2] - mean_income) ** 2 for c in listed)
        slope = (
            sum(
                (prices[c[0]][date][2] - mean_income) * (dollars[c[0]] - mean_price) for c in listed
            )
            / spread
        )
        fair = {c[0]: mean_price + slope * (prices[c[0]][date][2] - mean_income) for c in listed}
        for iso, currency, name, *_ in listed:
            local, exchange, income = prices[iso][date]
            raw = [round(dollars[iso] / dollars[b] - 1, 5) for b in BASES.values()]
            adjusted = [
                round(dollars[iso] / fair[iso] / (dollars[b] / fair[b]) - 1, 5)
                for b in BASES.values()
            ]
            yield (
                date,
                iso,
                currency,
                name,
                local,
                exchange,
                round(dollars[iso], 4),
                *raw,
                income,
                round(fair[iso], 4),
                *adjusted,
            )


def build(path):
    """Writes the database beside `path` and moves it there. Returns the number of rows."""
    fresh = f"{path}.new"
    if os.path.exists(fresh):
        os.remove(fresh)
    types = {"date": "TEXT", "iso_a3": "TEXT", "currency_code": "TEXT", "name": "TEXT"}
    columns = ", ".join(f"{name} {types.get(name, 'REAL')}" for name in COLUMNS)
    database = sqlite3.connect(fresh)
    with database:
        database.execute(f"CREATE TABLE bigmac ({columns}, PRIMARY KEY (date, iso_a3))")
        marks = ", ".join("?" * len(COLUMNS))
        database.executemany(f"INSERT INTO bigmac VALUES ({marks})", rows())
        database.execute("CREATE INDEX bigmac_by_country ON bigmac (iso_a3, date)")
    count = database.execute("SELECT count(*) FROM bigmac").fetchone()[0]
    database.close()
    os.replace(fresh, path)
    return count


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: build_db.py PATH")
    print(f"{sys.argv[1]}: {build(sys.argv[1])} rows")
