# shellcheck shell=bash
# Caddy makes its own certificates, since no authority is available here; imports the page's file.
# shellcheck source=tests/docs/prepare/behind-a-proxy.bash
source "$ROOT/tests/docs/prepare/behind-a-proxy.bash"
mkdir -p /etc/caddy/sites
cat >/etc/caddy/Caddyfile <<'END'
{
	local_certs
	skip_install_trust
}
import sites/*
END
echo 'cacert = "/var/lib/caddy/.local/share/caddy/pki/authorities/local/root.crt"' >>~/.curlrc
mkdir -p /var/www/html
echo "the rest of the site" >/var/www/html/index.html
