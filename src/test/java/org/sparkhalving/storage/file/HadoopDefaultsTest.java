package org.sparkhalving.storage.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.junit.jupiter.api.Test;

class HadoopDefaultsTest {
  private static final String PATIENCE = "dfs.client.retry.policy.enabled";
  private static final String FLAGS = "fs.s3a.performance.flags";

  /** Hadoop's configuration with a site's file that has a property. */
  private static Configuration site(String key, String value) {
    Configuration configuration = new HdfsConfiguration();
    String file =
        "<configuration><property><name>%s</name><value>%s</value></property></configuration>"
            .formatted(key, value);
    configuration.addResource(
        new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)), "hdfs-site.xml");
    return configuration;
  }

  @Test
  void aSiteWithoutOpinionGetsPatienceWithANameNodeAndFewerRequests() {
    assertThat(HadoopDefaults.keys(new HdfsConfiguration()))
        .containsEntry(PATIENCE, "true")
        .containsEntry("dfs.client.retry.policy.spec", "1000,10,5000,24")
        .containsEntry(FLAGS, "create,mkdir")
        .hasSize(3);
  }

  @Test
  void whatASitesFilesSayStays() {
    assertThat(HadoopDefaults.keys(site(PATIENCE, "false")))
        .doesNotContainKey(PATIENCE)
        .containsKey(FLAGS);
    assertThat(HadoopDefaults.keys(site(FLAGS, "none"))).doesNotContainKey(FLAGS);
  }

  @Test
  void aPairOfNameNodesIsNotWaitedFor() {
    assertThat(HadoopDefaults.keys(site("dfs.nameservices", "both")).keySet())
        .containsExactly(FLAGS);
  }
}
