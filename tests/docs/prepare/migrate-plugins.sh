# A site with both plugins, as a service, with a secret; a reader who is logged in, and the gateway
# where pip puts it.
# shellcheck shell=bash
site=/srv/site
useradd --system --home-dir $site --shell /usr/sbin/nologin datasette
mkdir -p $site/plugins
python3 -m venv $site/venv
$site/venv/bin/pip install -q -r "$ROOT/tests/requirements/plugin-1.0.txt"
cp "$BINARY" $site/venv/bin/datasette-gateway
python3 "$ROOT/examples/bigmac/build_db.py" $site/bigmac.db

hash=$(echo helloworld | $site/venv/bin/datasette hash-password --no-confirm)
cat >$site/metadata.json <<END
{
    "plugins": {
        "datasette-auth-passwords": {
            "someusername_password_hash": "$hash",
            "actors": {
                "someusername": {"id": "someusername", "name": "API user"}
            }
        },
        "datasette-secrets": {
            "encryption-key": {"\$file": "/srv/site/secrets.key"}
        }
    },
    "databases": {
        "bigmac": {"allow": {"id": "*"}}
    }
}
END
cat >$site/plugins/weather.py <<'END'
from datasette import Response, hookimpl
from datasette_secrets import Secret, get_secret


@hookimpl
def register_secrets():
    return [Secret("WEATHER_API_KEY", "For the weather")]


@hookimpl
def register_routes():
    return [(r"^/-/weather$", weather)]


async def weather(datasette):
    key = await get_secret(datasette, "WEATHER_API_KEY")
    return Response.text(f"asks with a key of {len(key)} characters")
END
$site/venv/bin/datasette secrets generate-encryption-key >$site/secrets.key
chmod 600 $site/secrets.key
chown -R datasette: $site

cat >/etc/systemd/system/datasette.service <<'END'
[Unit]
Description=Datasette

[Service]
User=datasette
WorkingDirectory=/srv/site
EnvironmentFile=/etc/datasette.env
ExecStart=/srv/site/venv/bin/datasette serve bigmac.db -m metadata.json --internal internal.db \
    --plugins-dir plugins -s permissions.manage-secrets.id someusername -p 8001

[Install]
WantedBy=multi-user.target
END
echo "DATASETTE_SECRET=$(openssl rand -hex 32)" >/etc/datasette.env
chmod 600 /etc/datasette.env

# A reader waits until a service answers, and is anybody by sudo -u.
printf 'retry = 30\nretry-delay = 1\nretry-connrefused\n' >>~/.curlrc
cat >/usr/local/bin/sudo <<'END'
#!/bin/bash
[ "$1" = -u ] || exec "$@"
exec runuser -u "$2" -- env HOME="$(getent passwd "$2" | cut -d: -f6)" "${@:3}"
END
systemctl start datasette
address=http://127.0.0.1:8001
user=someusername:helloworld
curl -u $user -d secret=sk-rain-or-shine -d note= $address/-/secrets/WEATHER_API_KEY
curl -c jar -d username=someusername -d password=helloworld $address/-/login
curl -u $user $address/-/weather | grep 'of 16 characters'
curl -b jar $address/-/actor.json | grep API
