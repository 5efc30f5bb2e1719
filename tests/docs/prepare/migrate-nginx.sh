# A Datasette as a service, an nginx in front of it that asks for passwords, and the gateway where
# pip puts it.
# shellcheck shell=bash
site=/srv/site
useradd --system --home-dir $site --shell /usr/sbin/nologin datasette
mkdir -p $site
python3 -m venv $site/venv
$site/venv/bin/pip install -q datasette
cp "$BINARY" $site/venv/bin/datasette-gateway
python3 "$ROOT/examples/bigmac/build_db.py" $site/bigmac.db
echo '{"title": "Prices of burgers"}' >$site/metadata.json
cat >/etc/systemd/system/datasette.service <<'END'
[Unit]
Description=Datasette

[Service]
User=datasette
WorkingDirectory=/srv/site
ExecStart=/srv/site/venv/bin/datasette serve bigmac.db -m metadata.json -p 8001
END

openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=data.example.org \
    -addext subjectAltName=DNS:data.example.org \
    -keyout /etc/ssl/private/data.example.org.pem -out /etc/ssl/certs/data.example.org.pem
echo 127.0.0.1 data.example.org >>/etc/hosts
ip address add 10.1.2.3/32 dev lo
# A reader waits until all has started, or has read its files again.
mkdir /etc/systemd/system/nginx.service.d
printf '[Service]\nExecReload=/bin/sleep 1\n' >/etc/systemd/system/nginx.service.d/wait.conf
printf 'retry = 30\nretry-delay = 1\nretry-connrefused\ncacert = %s\n' \
    /etc/ssl/certs/data.example.org.pem >>~/.curlrc

{
    echo '# who may read the prices'
    htpasswd -nbB -C 10 alice correct-horse | head -1
    echo "bob:$(openssl passwd -6 battery-staple):in accounting"
} >/etc/nginx/htpasswd
cat >/etc/nginx/sites-available/datasette <<'END'
server {
    listen 443 ssl;
    server_name data.example.org;
    ssl_certificate /etc/ssl/certs/data.example.org.pem;
    ssl_certificate_key /etc/ssl/private/data.example.org.pem;

    auth_basic "Prices";
    auth_basic_user_file /etc/nginx/htpasswd;

    location / {
        proxy_pass http://127.0.0.1:8001;
        proxy_set_header Host $host;
    }
}
END
rm /etc/nginx/sites-enabled/default
ln -s ../sites-available/datasette /etc/nginx/sites-enabled/
systemctl start datasette nginx

# It is nginx that asks, and Datasette does not know who reads.
address=https://data.example.org
curl $address/ | grep 'nginx/'
curl -u alice:wrong $address/ | grep 'nginx/'
curl -u alice:correct-horse $address/-/actor.json | grep '"actor": null'
curl -u bob:battery-staple $address/ | grep 'Prices of burgers'
