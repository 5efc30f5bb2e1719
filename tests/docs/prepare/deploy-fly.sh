# shellcheck shell=bash
# The same as for an image; there is no account at Fly here.
# shellcheck source=tests/docs/prepare/deploy-container.sh
source "$ROOT/tests/docs/prepare/deploy-container.sh"
