# shellcheck shell=bash
# The same as for an image.
# shellcheck source=tests/docs/prepare/deploy-container.sh
source "$ROOT/tests/docs/prepare/deploy-container.sh"
