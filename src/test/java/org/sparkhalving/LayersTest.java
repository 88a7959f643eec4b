package org.sparkhalving;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ObjectInputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The arrows between the rooms, and what each may not know of. */
@AnalyzeClasses(packages = "org.sparkhalving", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
  private static final String ROOT = "org.sparkhalving.";

  /** Each room, and those that its classes may use. */
  private static final Map<String, Set<String>> ARROWS =
      arrows(
          """
          text                    >
          error                   >
          data                    > text error
          search                  >
          search.space            >
          search.sampler          > search search.space
          search.importance       > search.sampler search.space
          search.scheduler        > search search.sampler
          history                 > search search.space search.sampler search.scheduler text
          storage.file            > text error
          storage                 > storage.file history search search.space search.sampler search.scheduler text error
          storage.lock            > storage storage.file error
          training.natives        > error
          training.failure        >
          training.hyperparameter > search.space
          training                > training.natives training.failure training.hyperparameter search search.space error
          picture                 > data text
          export                  > training training.hyperparameter search.space
          verification            > training training.hyperparameter history search search.space text
          doctor                  > training training.natives storage.file storage.lock
          settings                > storage history search search.space search.sampler search.scheduler training.hyperparameter text error
          input                   > settings data training training.hyperparameter search search.space search.sampler search.scheduler text error
          study                   > input settings storage storage.file storage.lock history search search.space search.scheduler error
          report                  > history search search.importance search.space search.scheduler
          report.page             > report storage history search search.space search.scheduler text
          tracking                > storage storage.file history search search.space search.scheduler text error
          spark.failure           > training.failure
          spark.table             > spark.failure input settings storage storage.file history search search.space search.scheduler error
          spark.executor          > doctor spark.table study input settings storage storage.file storage.lock history search search.space training training.failure training.hyperparameter text error
          scoring                 > spark.executor picture training settings storage data text error
          spark                   > data doctor spark.executor spark.table spark.failure study input settings storage storage.file storage.lock history search search.space training training.natives training.failure training.hyperparameter error
          cli                     > doctor spark spark.executor spark.table spark.failure scoring study report report.page picture export verification tracking input settings storage storage.file storage.lock history search search.space search.sampler search.scheduler training training.natives training.hyperparameter data text error
          """);

  @ArchTest
  static void everyRoomIsInTheTable(JavaClasses all) {
    assertThat(all.stream().map(LayersTest::room).collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(ARROWS.keySet());
  }

  @ArchTest
  static void roomsUseOnlyThoseOfTheTable(JavaClasses all) {
    ARROWS.forEach(
        (room, allowed) ->
            noClasses()
                .that()
                .resideInAPackage(ROOT + room)
                .should()
                .dependOnClassesThat(
                    describe(
                        "are of other rooms than " + allowed,
                        type ->
                            type.getPackageName().startsWith(ROOT)
                                && !room(type).equals(room)
                                && !allowed.contains(room(type))))
                .check(all));
  }

  /** An arrow that nobody uses would allow what the table is there to forbid. */
  @ArchTest
  static void everyArrowIsUsed(JavaClasses all) {
    Set<String> used = new TreeSet<>();
    all.forEach(
        type ->
            type.getDirectDependenciesFromSelf().stream()
                .map(Dependency::getTargetClass)
                .filter(target -> target.getPackageName().startsWith(ROOT))
                .forEach(target -> used.add(room(type) + " > " + room(target))));
    ARROWS.forEach(
        (room, allowed) ->
            assertThat(allowed)
                .allSatisfy(other -> assertThat(used).contains(room + " > " + other)));
  }

  @ArchTest
  static final ArchRule roomsAreFreeOfCycles =
      slices().matching("org.sparkhalving.(**)").should().beFreeOfCycles();

  @ArchTest static final ArchRule searchIsPureJava = isPureJava("search");
  @ArchTest static final ArchRule dataIsPureJava = isPureJava("data");
  @ArchTest static final ArchRule textIsPureJava = isPureJava("text");
  @ArchTest static final ArchRule errorIsPureJava = isPureJava("error");

  @ArchTest
  static final ArchRule searchHasNoClockFilesNetworkOrLog =
      noClasses()
          .that()
          .resideInAPackage("org.sparkhalving.search..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.time..", "java.nio.file..", "java.net..", "java.util.logging..")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis");

  @ArchTest
  static final ArchRule theCoreKnowsNoSparkNoEngineAndNoHadoop =
      noClasses()
          .that()
          .resideInAnyPackage(
              "org.sparkhalving.study..", "org.sparkhalving.history..", "org.sparkhalving.search..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "ai.djl..", "org.apache.hadoop..");

  @ArchTest
  static final ArchRule trainingKnowsNoSparkAndNoHadoop =
      knowsNothingOf("training", "org.apache.spark..", "org.apache.hadoop..");

  @ArchTest
  static final ArchRule storageKnowsNoSparkAndNoEngine =
      knowsNothingOf("storage", "org.apache.spark..", "ai.djl..");

  @ArchTest
  static final ArchRule settingsKnowNoSparkAndNoEngine =
      knowsNothingOf("settings", "org.apache.spark..", "ai.djl..");

  @ArchTest
  static final ArchRule onlySettingsReadSettingsFiles =
      noClasses()
          .that()
          .resideOutsideOfPackages("org.sparkhalving.settings..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.typesafe.config..");

  @ArchTest static final ArchRule reportKnowsNoEngine = knowsNothingOf("report", "ai.djl..");

  @ArchTest
  static final ArchRule nothingIsDeserialisedByJava =
      noClasses().should().dependOnClassesThat().areAssignableTo(ObjectInputStream.class);

  private static String room(JavaClass type) {
    return type.getPackageName().substring(ROOT.length());
  }

  private static Map<String, Set<String>> arrows(String table) {
    Map<String, Set<String>> arrows = new TreeMap<>();
    for (String line : table.lines().toList()) {
      String[] sides = line.split(">", -1);
      arrows.put(
          sides[0].strip(),
          Arrays.stream(sides[1].split(" ", -1))
              .filter(room -> !room.isEmpty())
              .collect(Collectors.toSet()));
    }
    return arrows;
  }

  private static ArchRule isPureJava(String room) {
    return classes()
        .that()
        .resideInAPackage(ROOT + room + "..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(ROOT + room + "..", ROOT + "text", ROOT + "error", "java..");
  }

  private static ArchRule knowsNothingOf(String room, String... packages) {
    return noClasses()
        .that()
        .resideInAPackage(ROOT + room + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages);
  }
}
