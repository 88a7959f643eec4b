# shellcheck shell=bash
# Sourced by benches with a Java main of their own: builds what is missing, compiles the benches' classes of the packages $@ and
# sets java, the command that runs one with the product's libraries.
if [ ! -d target/classes ] || [ ! -d target/test-classes ] || [ ! -d target/natives ]; then
  echo "${0##*/}: building the job in $PWD/target, which takes a minute or more" >&2
  mvn -q -B -DskipTests package
fi
classpath="target/bench-classes:target/classes:target/test-classes:target/lib/*:target/natives/*:target/spark/jars/*"
mkdir -p target/bench-classes
for package in "$@"; do
  sources+=(src/bench/java/org/sparkhalving/"$package"/*.java)
done
echo "${0##*/}: compiling the benches' classes of: $*" >&2
javac -d target/bench-classes -cp "$classpath" "${sources[@]}"
read -ra java <<<"$(sed -n 's:.*<spark.module.options>\(.*\)</spark.module.options>.*:java \1:p' pom.xml)"
java+=(-Dlog4j2.configurationFile=conf/log4j2.properties -cp "$classpath")
