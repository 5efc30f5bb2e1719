# shellcheck shell=bash
# Three machines in one: the balancer asks from 10.0.1.1, the gateways are 10.0.1.11 and 10.0.1.12.
# shellcheck source=tests/docs/prepare/behind-a-proxy.bash
source "$ROOT/tests/docs/prepare/behind-a-proxy.bash"
echo "cacert = \"$CERTIFICATE\"" >>~/.curlrc
cat "$CERTIFICATE" /etc/ssl/private/data.example.org.key >/etc/haproxy/data.example.org.pem
ip address add 10.0.1.1/32 dev lo
for gateway in 10.0.1.11 10.0.1.12; do
    ip address add "$gateway/32" dev lo
    ip route replace local "$gateway/32" dev lo src 10.0.1.1 table local
done
