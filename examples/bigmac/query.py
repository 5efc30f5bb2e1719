#!/usr/bin/env python3
"""Asks the example for its data, as any program would: requests, a Basic header and ?_size=max.

query.py [URL]        URL: http://127.0.0.1:8001 unless told
"""

import sys

import requests

address = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8001"

url = f"{address}/bigmac/bigmac.json"
querystring = {"_size": "max", "_shape": "objects", "_sort_desc": "date"}
# someusername:helloworld in base64: what requests sends for auth=("someusername", "helloworld")
headers = {"Authorization": "Basic c29tZXVzZXJuYW1lOmhlbGxvd29ybGQ="}

refused = requests.get(url, params=querystring, timeout=30)
print(f"without a password: {refused.status_code} {refused.text[:40]}")

response = requests.get(url, headers=headers, params=querystring, timeout=30)
response.raise_for_status()
rows = response.json()["rows"]
print(f"with the password:  {response.status_code}, {len(rows)} rows")
for row in sorted(rows[:57], key=lambda row: -row["dollar_price"])[:5]:
    print(f"  {row['date']}  {row['name']:<20} {row['dollar_price']:5.2f} dollars")
