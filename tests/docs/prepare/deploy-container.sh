# shellcheck shell=bash
# The gateway as it was built, Datasette, a database, and an account with the password helloworld.
mkdir -p ~/bin
ln -s "$BINARY" ~/bin/datasette-gateway
python3 -m venv ~/datasette
~/datasette/bin/pip install --quiet datasette
ln -s ~/datasette/bin/datasette ~/bin/datasette
python3 "$ROOT/examples/bigmac/build_db.py" bigmac.db
cp "$ROOT/examples/bigmac/metadata.json" .
