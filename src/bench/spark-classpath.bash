# shellcheck shell=bash
# Sourced by the benches that use Spark from a main of their own: builds what is missing, compiles the mains of package $1 and
# sets spark, the command that runs one.
if [ ! -d target/classes ] || [ ! -d target/spark ]; then
  mvn -q -B -DskipTests package
fi
classpath="target/bench-classes:target/classes:target/lib/*:target/spark/jars/*"
mkdir -p target/bench-classes
javac -d target/bench-classes -cp "$classpath" src/bench/java/org/sparkhalving/"$1"/*.java
read -ra modules <<<"$(sed -n 's:.*<spark.module.options>\(.*\)</spark.module.options>.*:\1:p' pom.xml)"
# shellcheck disable=SC2034
spark=(java "${modules[@]}" -Dlog4j2.configurationFile=conf/log4j2.properties -cp "$classpath")
