# An Apache that asks for passwords of its own file, before a Datasette on port 8001; and the
# gateway on PATH.
# shellcheck shell=bash
mkdir -p ~/bin
ln -s "$BINARY" ~/bin/datasette-gateway
python3 -m venv ~/datasette
~/datasette/bin/pip install -q datasette
python3 "$ROOT/examples/bigmac/build_db.py" bigmac.db

# The page's table describes the tools.
verify() { printf open-sesame | datasette-gateway verify-password "$1"; }
line_of() { htpasswd -nb "$@" x open-sesame | sed -n 's/^x://p'; }
for taken in "$(line_of -B)" "$(line_of -2)" "$(line_of -5)" "$(mkpasswd open-sesame)" \
    "$(openssl passwd -5 open-sesame)" "$(openssl passwd -6 open-sesame)" \
    "$(caddy hash-password --plaintext open-sesame)"; do
    verify "$taken"
done
for refused in "$(line_of -m)" "$(line_of -s)" "$(line_of -d)" "$(line_of -p)" \
    "$(openssl passwd -1 open-sesame)" "$(openssl passwd -apr1 open-sesame)"; do
    ! verify "$refused" || exit 1
done

file=/etc/apache2/htpasswd
echo '# who may read the prices' >$file
htpasswd -bB -C 10 $file alice correct-horse
htpasswd -b5 $file bob battery-staple
htpasswd -b2 $file "zoë o'hara" drei-äpfel
echo >>$file
htpasswd -b $file carol 123456
htpasswd -bs $file dave let-me-in
printf 'editors: alice bob\nreaders: alice carol\n' >/etc/apache2/groups

openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=data.example.org \
    -addext subjectAltName=DNS:data.example.org \
    -keyout /etc/ssl/private/data.example.org.pem -out /etc/ssl/certs/data.example.org.pem
echo 127.0.0.1 data.example.org >>/etc/hosts
# A reader waits until all has started, or has read its files again.
mkdir /etc/systemd/system/apache2.service.d
printf '[Service]\nExecReload=/bin/sleep 1\n' >/etc/systemd/system/apache2.service.d/wait.conf
printf 'retry = 30\nretry-delay = 1\nretry-connrefused\ncacert = %s\n' \
    /etc/ssl/certs/data.example.org.pem >>~/.curlrc
cat >/etc/apache2/sites-available/datasette.conf <<'END'
<VirtualHost *:443>
    ServerName data.example.org
    SSLEngine on
    SSLCertificateFile /etc/ssl/certs/data.example.org.pem
    SSLCertificateKeyFile /etc/ssl/private/data.example.org.pem

    <Location "/">
        AuthType Basic
        AuthName "Prices"
        AuthUserFile /etc/apache2/htpasswd
        AuthGroupFile /etc/apache2/groups
        Require valid-user
    </Location>
    <Location "/bigmac">
        Require group editors
    </Location>

    ProxyPass "/" "http://127.0.0.1:8001/"
    ProxyPassReverse "/" "http://127.0.0.1:8001/"
</VirtualHost>
END
a2dissite -q 000-default
a2enmod -q ssl proxy proxy_http headers authz_groupfile
a2ensite -q datasette
systemctl start apache2

# It is Apache that asks, and it knows the groups.
~/datasette/bin/datasette bigmac.db -p 8001 >/dev/null 2>&1 &
address=https://data.example.org
curl $address/ | grep 'Apache/'
curl -u carol:123456 $address/ | grep bigmac
curl -u "zoë o'hara:drei-äpfel" $address/-/actor.json | grep '"actor": null'
curl -u carol:123456 $address/bigmac | grep 'Apache/'
curl -u bob:battery-staple $address/bigmac | grep bigmac
kill %1
