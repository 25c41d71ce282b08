# Sets JAVA_HOME to a JDK 25 or newer. Sourced by ./facteur and ./mvnw; plain sh.
# Looks at JAVA_HOME, then PATH, then the folders where systems keep their JDKs.

# Prints the feature release ("25") of the JDK in folder $1 from its `release` file: no JVM is started.
jdk_feature() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  while IFS='=' read -r key value; do
    if [ "$key" = JAVA_VERSION ]; then
      value=${value#\"}
      value=${value%\"}
      printf '%s' "${value%%[.+-]*}"
      return 0
    fi
  done <"$1/release"
  return 1
}

jdk_is_new_enough() {
  feature=$(jdk_feature "$1") || return 1
  case $feature in '' | *[!0-9]*) return 1 ;; esac
  [ "$feature" -ge 25 ]
}

find_jdk() {
  if [ -n "${JAVA_HOME-}" ] && jdk_is_new_enough "$JAVA_HOME"; then
    return 0
  fi
  on_path=$(command -v javac 2>/dev/null) && on_path=$(readlink -f "$on_path") &&
    set -- "${on_path%/bin/javac}" || set --
  set +f
  for candidate in "$@" /usr/lib/jvm/* /usr/java/* /opt/jdk* /opt/java/* "${HOME-/nonexistent}"/.jdks/* \
    "${HOME-/nonexistent}"/.sdkman/candidates/java/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if jdk_is_new_enough "$candidate"; then
      JAVA_HOME=$candidate
      export JAVA_HOME
      return 0
    fi
  done
  echo "Facteur needs a JDK 25 or newer and found none: install one (for example Eclipse Temurin 25, https://adoptium.net) or set JAVA_HOME to it." >&2
  return 1
}
