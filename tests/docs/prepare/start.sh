# shellcheck shell=bash
# The gateway as it was built, a database, and a certificate.
mkdir -p ~/bin
ln -s "$BINARY" ~/bin/datasette-gateway
python3 "$ROOT/examples/bigmac/build_db.py" bigmac.db
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -keyout key.pem -out cert.pem
