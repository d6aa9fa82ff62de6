# Sourced by start and test, in the project's folder: leaves the packages as the lock says, and in $node a
# Node that is new enough, first on PATH.

ready_fail() {
	echo "assent: $*" >&2
	exit 1
}

command -v npm >/dev/null 2>&1 || ready_fail 'npm is missing. Install Node.js 24 (it brings npm), then try again.'

# The stamp is a copy of the lock that was installed. Packages that somebody installed by hand since the lock
# last changed are as good.
ready_stamp=node_modules/.assent-lock.json
if [ ! -f "$ready_stamp" ] && [ -f node_modules/.package-lock.json ] &&
	[ -z "$(find package-lock.json -newer node_modules/.package-lock.json)" ]; then
	cp package-lock.json "$ready_stamp"
fi
if ! cmp -s package-lock.json "$ready_stamp"; then
	echo 'Installing the packages (npm ci) …'
	ready_since=$(date +%s)
	npm ci --include=dev --include=optional --no-audit --no-fund --loglevel=error ||
		ready_fail 'npm ci failed; the lines above say why.'
	cp package-lock.json "$ready_stamp"
	ASSENT_INSTALL_SECONDS=$(($(date +%s) - ready_since))
	export ASSENT_INSTALL_SECONDS
	echo "… $ASSENT_INSTALL_SECONDS s"
fi

# On Linux the packages bring Node 24 with them, whatever the machine has; elsewhere the machine's own serves.
node="$PWD/node_modules/.bin/node"
"$node" --version >/dev/null 2>&1 || node=$(command -v node) || ready_fail 'Node.js is missing: install 24.7 or later.'
"$node" -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 24 || (a == 24 && b >= 7) ? 0 : 1)' ||
	ready_fail "Node.js $("$node" --version) is too old: install 24.7 or later (https://nodejs.org)."
PATH="$PWD/node_modules/.bin:$PATH"
export PATH
