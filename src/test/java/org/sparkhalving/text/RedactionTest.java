package org.sparkhalving.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sparkhalving.history.Event;
import org.sparkhalving.storage.Samples;

class RedactionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          cannot open s3a://K:p/w+d@bucket/x: no      | cannot open s3a://(redacted)@bucket/x: no
          "ftp://ann:pw@host"                         | "ftp://(redacted)@host"
          http://ann:p#w@host:5000 or u://a:12?w@b    | http://(redacted)@host:5000 or u://(redacted)@b
          https://h/p?sig=a%2Fb&x=1                   | https://h/p?sig=(redacted)&x=1
          --set study.password=hunter2 is no setting  | --set study.password=(redacted) is no setting
          {"aws":{"secret.key":"a\\"b","x":1}}        | {"aws":{"secret.key":(redacted),"x":1}}
          FS.S3A.ACCESS.KEY = abc                     | FS.S3A.ACCESS.KEY = (redacted)
          password: is not a setting                  | password: is not a setting
          login: ann, password: hunter2, port: 8020   | login: ann, password: (redacted), port: 8020
          Token : "a b" was sent                      | Token : (redacted) was sent
          Authorization: Bearer eyJh.b-c_d/e+f==; x   | Authorization: Bearer (redacted); x
          password: 'hunter2' is wrong                | password: (redacted) is wrong
          got wrong token: ']' in line 3              | got wrong token: ']' in line 3
          password = 'a b c' is wrong                 | password = (redacted) is wrong
          token: Bearer abc, x                        | token: (redacted) (redacted), x
          Authorization: Basic dXNlcjpw; x            | Authorization: Basic (redacted); x
          aws_access_key_id=AKIA1, access-key: b      | aws_access_key_id=(redacted), access-key: (redacted)
          ?sharedAccessSignature=a%2Fb&x=1            | ?sharedAccessSignature=(redacted)&x=1
          the bearer token expired                    | the bearer token expired
          fs.azure.account.key.ann.dfs.core.windows.net=a/b+c== | fs.azure.account.key.ann.dfs.core.windows.net=(redacted)
          fs.azure.account.key.ann.dfs.core.windows.net: a/b==  | fs.azure.account.key.ann.dfs.core.windows.net: (redacted)
          hdfs://token:8020/x                         | hdfs://token:8020/x
          hdfs://name:8020/ann@x and hdfs://name:8020 | hdfs://name:8020/ann@x and hdfs://name:8020
          abfss://box@account/x                       | abfss://box@account/x
          Unrecognized token 'abc'                    | Unrecognized token 'abc'
          signal=TERM, keys=3                         | signal=TERM, keys=3
          """)
  void textsAreShownWithoutSecrets(String text, String expected) {
    assertThat(Redaction.text(text)).isEqualTo(expected);
    assertThat(Redaction.text(expected)).isEqualTo(expected);
  }

  @Test
  void aTraceHasAllCausesAndNoSecret() {
    assertThat(
            Redaction.trace(
                new IllegalStateException(
                    "no model", new IOException("cannot open s3a://K:hunter2@bucket/x"))))
        .startsWith("java.lang.IllegalStateException: no model\n\tat org.sparkhalving.text.")
        .contains("\nCaused by: java.io.IOException: cannot open s3a://(redacted)@bucket/x\n");
  }

  @ParameterizedTest
  @CsvSource({
    "s3a://K:p/w@bucket/x, true",
    "ftp://ann:pw@host, true",
    "http://ann:p?w@host, true",
    "http://host:8020/a?b=c@d, false",
    "hdfs://ann@host:8020/x, false",
    "hdfs://host:8020/ann@x, false",
    "file:/home/ann:b@c, false",
    "studies, false"
  })
  void credentialsOfUrisAreFound(String uri, boolean has) {
    assertThat(Redaction.hasCredentials(uri)).isEqualTo(has);
  }

  @Test
  void theJournalGetsNoSecrets() {
    Event.Failed failed =
        Event.Failed.crashed(1, 0, "cannot read s3a://K:hunter2@bucket", "host", Samples.NOON);
    Event.Interrupted interrupted = new Event.Interrupted("password=hunter2", Samples.NOON);

    assertThat(failed.message()).isEqualTo("cannot read s3a://(redacted)@bucket");
    assertThat(interrupted.reason()).isEqualTo("password=(redacted)");
  }
}
