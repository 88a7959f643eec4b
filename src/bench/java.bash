# shellcheck shell=bash
# Sourced by benches with a Java main of their own: builds what is missing or older than its sources, and sets java, the command
# that runs one of the build's classes, those of the benches and the tests among them, with the job's libraries.
built=target/test-classes/org/sparkhalving/bench/CompareSchedulers.class
if [ ! -e "$built" ] || [ ! -d target/natives ] || [ -n "$(find pom.xml src/main src/*/java -newer "$built" -print -quit)" ]; then
  echo "${0##*/}: building the job and its benches in $PWD/target, which takes a minute or more" >&2
  profiles=()
  ! compgen -G 'target/natives/pytorch-native-cu*.jar' >/dev/null || profiles=(-Pgpu)
  mvn -q -B ${profiles[@]+"${profiles[@]}"} test-compile
  touch "$built"
fi
read -ra java <<<"$(sed -n 's:.*<spark.module.options>\(.*\)</spark.module.options>.*:\1:p' pom.xml)"
java=("${JAVA_HOME:+$JAVA_HOME/bin/}java" "${java[@]}")
java+=(-Dlog4j2.configurationFile=conf/log4j2.properties)
java+=(-cp "target/classes:target/test-classes:target/lib/*:target/natives/*:target/spark/jars/*")
