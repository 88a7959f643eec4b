package org.sparkhalving;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ObjectInputStream;

/** The arrows between the packages, and what each may not know of. */
@AnalyzeClasses(packages = "org.sparkhalving", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {

  @ArchTest
  static final ArchRule layersUseOnlyThoseBelow =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("cli")
          .definedBy("org.sparkhalving.cli..")
          .layer("spark")
          .definedBy("org.sparkhalving.spark..")
          .layer("training")
          .definedBy("org.sparkhalving.training..")
          .layer("storage")
          .definedBy("org.sparkhalving.storage..")
          .layer("report")
          .definedBy("org.sparkhalving.report..")
          .layer("search")
          .definedBy("org.sparkhalving.search..")
          .layer("data")
          .definedBy("org.sparkhalving.data..")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("spark")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("training")
          .mayOnlyBeAccessedByLayers("cli", "spark")
          .whereLayer("storage")
          .mayOnlyBeAccessedByLayers("cli", "spark")
          .whereLayer("report")
          .mayOnlyBeAccessedByLayers("cli", "spark")
          .whereLayer("search")
          .mayNotAccessAnyLayer()
          .whereLayer("data")
          .mayNotAccessAnyLayer();

  @ArchTest
  static final ArchRule searchIsPureJava =
      classes()
          .that()
          .resideInAPackage("org.sparkhalving.search..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("org.sparkhalving.search..", "java..");

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
  static final ArchRule dataIsPureJava =
      classes()
          .that()
          .resideInAPackage("org.sparkhalving.data..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("org.sparkhalving.data..", "java..");

  @ArchTest
  static final ArchRule trainingKnowsNoSparkAndNoHadoop =
      knowsNothingOf("training", "org.apache.spark..", "org.apache.hadoop..");

  @ArchTest
  static final ArchRule storageKnowsNoSparkAndNoEngine =
      knowsNothingOf("storage", "org.apache.spark..", "ai.djl..");

  @ArchTest
  static final ArchRule sparkKnowsNoSettingsFiles =
      knowsNothingOf("spark", "com.typesafe.config..");

  @ArchTest static final ArchRule reportKnowsNoEngine = knowsNothingOf("report", "ai.djl..");

  @ArchTest
  static final ArchRule nothingIsDeserialisedByJava =
      noClasses().should().dependOnClassesThat().areAssignableTo(ObjectInputStream.class);

  private static ArchRule knowsNothingOf(String layer, String... packages) {
    return noClasses()
        .that()
        .resideInAPackage("org.sparkhalving." + layer + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages);
  }
}
