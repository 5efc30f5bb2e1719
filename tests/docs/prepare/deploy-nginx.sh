# shellcheck shell=bash
# shellcheck source=tests/docs/prepare/behind-a-proxy.bash
source "$ROOT/tests/docs/prepare/behind-a-proxy.bash"
echo "cacert = \"$CERTIFICATE\"" >>~/.curlrc
echo "the rest of the site" >/var/www/html/index.html
