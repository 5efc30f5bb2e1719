"""The proxies that the gateway is compared with: one thread or worker each, on one core.

All keep connections to the upstream, leave Host as it is, set the same X-Forwarded headers and
write no access log. Each function returns (process, url).
"""

import functools
import re
import subprocess

from measure import PROXY_CORE
from page import output_of
from servers import PASSWORD, USER, free_port

BCRYPT_COST = 10
# The name of its program and how it is asked for its version.
VERSIONS = {
    "nginx": ("nginx", "-v"),
    "HAProxy": ("haproxy", "-v"),
    "Caddy": ("caddy", "version"),
    "Apache": ("apache2", "-v"),
}

NGINX = """
    upstream behind {{ server 127.0.0.1:UPSTREAM; keepalive 64; keepalive_requests 1000000000; }}
    server {{
        listen 127.0.0.1:{port}LISTEN;
        location / {{
            proxy_pass http://behind;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_set_header X-Forwarded-Host $http_host;
            MORE
        }}
    }}
"""

HAPROXY = """
global
    nbthread 1
    maxconn {connections}
    no strict-limits
    ssl-default-bind-options ssl-min-ver TLSv1.3
{people}
defaults
    mode {mode}
    timeout connect 5s
    timeout client 300s
    timeout server 60s
    {more}
frontend front
    bind 127.0.0.1:{port} {listen}
    {rules}
    default_backend behind
backend behind
    server one 127.0.0.1:{upstream}
"""

HAPROXY_RULES = """
    http-request set-header X-Forwarded-For %[src]
    http-request set-header X-Forwarded-Proto http
    http-request set-header X-Forwarded-Host %[req.hdr(host)]
"""

CADDY = """
{{
    admin off
    auto_https off
}}
http://:{port} {{
    bind 127.0.0.1
    {more}
    reverse_proxy 127.0.0.1:{upstream} {{
        transport http {{
            keepalive_idle_conns_per_host 64
        }}
    }}
}}
"""

APACHE_MODULES = (
    "mpm_event authn_core authn_file authz_core authz_user auth_basic headers proxy proxy_http"
)
APACHE = """
ServerRoot "{work}"
DefaultRuntimeDir "{work}"
PidFile {work}/apache.pid
ErrorLog {work}/apache-error.log
ServerName localhost
Listen 127.0.0.1:{port}
{modules}
User {user}
Group {user}
StartServers 1
ServerLimit 1
ThreadLimit 64
ThreadsPerChild 64
MaxRequestWorkers 64
MaxConnectionsPerChild 0
KeepAlive On
MaxKeepAliveRequests 0
KeepAliveTimeout 60
ProxyPreserveHost On
RequestHeader set X-Forwarded-Proto http
ProxyPass / http://127.0.0.1:{upstream}/ keepalive=On
<Location />
    {more}
</Location>
"""


def versions(*names):
    """The compared programs, for the heading of a table."""
    found = []
    for name in names:
        said = re.search(r"\d+(\.\d+)+", output_of(*VERSIONS[name]))
        found.append(f"{name} {said.group()}")
    return ", ".join(found)


@functools.cache
def bcrypt_line():
    """name:hash of our user, as all of them read it."""
    command = ["htpasswd", "-nbBC", str(BCRYPT_COST), USER, PASSWORD]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def password_file(servers):
    """A file of that one line, which others may read, for servers that give up being root."""
    servers.work.chmod(0o711)
    return servers.write("htpasswd", bcrypt_line() + "\n")


def nginx_proxy(servers, upstream, more="", listen="", connections=1024):
    """nginx; `more` goes into its location, `listen` (from its blank on) after its address."""
    http = NGINX.replace("UPSTREAM", str(upstream)).replace("MORE", more).replace("LISTEN", listen)
    name = f"nginx-{len(servers.processes)}"
    process, port = servers.nginx(name, PROXY_CORE, http, connections)
    return process, f"{'https' if listen else 'http'}://127.0.0.1:{port}"


def nginx_with_password(servers, upstream):
    """It hashes for every request."""
    file = password_file(servers)
    return nginx_proxy(servers, upstream, f'auth_basic "x"; auth_basic_user_file {file};')


def haproxy(servers, upstream, more="http-reuse always", listen="", connections=2000, **other):
    """HAProxy; `more` goes into its defaults, `listen` after its address."""
    values = {"mode": "http", "people": "", "rules": HAPROXY_RULES, **other}
    port = free_port()
    name = f"haproxy-{len(servers.processes)}"
    text = HAPROXY.format(
        port=port, upstream=upstream, more=more, listen=listen, connections=connections, **values
    )
    config = servers.write(f"{name}.cfg", text)
    url = f"{'https' if listen else 'http'}://127.0.0.1:{port}"
    return servers.start(name, PROXY_CORE, ["haproxy", "-f", config], f"{url}/"), url


def relay(servers, upstream):
    """Bytes in, bytes out, nothing looked at: what any proxy of this kind costs at least."""
    return haproxy(servers, upstream, more="", mode="tcp", rules="")


def haproxy_with_password(servers, upstream):
    """It hashes for every request."""
    stored = bcrypt_line().partition(":")[2]
    return haproxy(
        servers,
        upstream,
        people=f"userlist people\n    user {USER} password {stored}",
        rules="    http-request auth unless { http_auth(people) }" + HAPROXY_RULES,
    )


def caddy(servers, upstream, more=""):
    """Caddy; `more` goes into its site."""
    port = free_port()
    name = f"caddy-{len(servers.processes)}"
    config = servers.write(name, CADDY.format(port=port, upstream=upstream, more=more))
    command = ["caddy", "run", "--adapter", "caddyfile", "--config", config]
    url = f"http://127.0.0.1:{port}"
    homes = {home: str(servers.work / name) + "-home" for home in ("HOME", "XDG_CONFIG_HOME")}
    return servers.start(name, PROXY_CORE, command, f"{url}/", env=homes), url


def caddy_with_password(servers, upstream):
    """From a Caddyfile it remembers what it has hashed."""
    user, _, stored = bcrypt_line().partition(":")
    return caddy(servers, upstream, f"basicauth {{\n        {user} {stored}\n    }}")


def apache(servers, upstream, more="Require all granted"):
    """Apache with one process of threads; `more` is said of every path."""
    port = free_port()
    name = f"apache-{len(servers.processes)}"
    work = servers.work / name
    work.mkdir()
    folder = "/usr/lib/apache2/modules"
    modules = "\n".join(
        f"LoadModule {module}_module {folder}/mod_{module}.so" for module in APACHE_MODULES.split()
    )
    text = APACHE.format(
        work=work, port=port, modules=modules, user="www-data", upstream=upstream, more=more
    )
    config = servers.write(f"{name}/apache.conf", text)
    url = f"http://127.0.0.1:{port}"
    command = ["apache2", "-f", config, "-D", "FOREGROUND"]
    return servers.start(name, PROXY_CORE, command, f"{url}/"), url


def apache_with_password(servers, upstream):
    """It hashes for every request."""
    more = f'AuthType Basic\n    AuthName "x"\n    AuthUserFile {password_file(servers)}\n'
    return apache(servers, upstream, more + "    Require valid-user")
