# shellcheck shell=bash
# The gateway as it was built, Datasette, a database, and an account with the password helloworld.
mkdir -p ~/bin
ln -s "$BINARY" ~/bin/datasette-gateway
ln -s "$ROOT/.venvs/stock-1.0/bin/datasette" ~/bin/datasette
python3 "$ROOT/examples/bigmac/build_db.py" bigmac.db
cp "$ROOT/examples/bigmac/metadata.json" .
