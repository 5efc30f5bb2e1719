# shellcheck shell=bash
# Sourced for the pages of a proxy: the gateway and Datasette on PATH, a database, a certificate,
# names of this machine (192.0.2.10), and a visitor whose requests to them come from 203.0.113.7.
mkdir -p ~/bin
ln -s "$BINARY" ~/bin/datasette-gateway
ln -s "$ROOT/.venvs/stock-1.0/bin/datasette" ~/bin/datasette
python3 "$ROOT/examples/bigmac/build_db.py" bigmac.db

ip address add 192.0.2.10/32 dev lo
ip address add 203.0.113.7/32 dev lo
ip route replace local 192.0.2.10/32 dev lo src 203.0.113.7 table local
echo "192.0.2.10 data.example.org www.example.org" >>/etc/hosts

CERTIFICATE=/etc/ssl/certs/data.example.org.pem
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=data.example.org \
    -addext subjectAltName=DNS:data.example.org,DNS:www.example.org \
    -keyout /etc/ssl/private/data.example.org.key -out "$CERTIFICATE"
