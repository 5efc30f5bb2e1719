# shellcheck shell=bash
# A clone with the package built in it, a database, and a certificate.
mkdir -p build/release
cp "$(dirname "$BINARY")"/datasette-gateway_0.1.0-1_amd64.deb build/release/
python3 "$ROOT/examples/bigmac/build_db.py" bigmac.db
openssl req -x509 -newkey rsa:2048 -nodes \
    -subj /CN=example.org -addext subjectAltName=DNS:example.org \
    -keyout /etc/ssl/private/example.org.pem -out /etc/ssl/certs/example.org.pem
# Where even root may not have so many open files, the service gets what there is.
drop_ins=/etc/systemd/system/datasette-gateway.service.d
mkdir -p "$drop_ins"
printf '[Service]\nLimitNOFILE=%s\n' "$(ulimit -Hn)" >"$drop_ins/limits.conf"
