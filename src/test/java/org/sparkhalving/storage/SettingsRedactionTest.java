package org.sparkhalving.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsRedactionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"password":"x"}                 | {"password":"(redacted)"}
          {"my_Secret_1":5}                | {"my_Secret_1":"(redacted)"}
          {"TOKEN":["a","b"]}              | {"TOKEN":"(redacted)"}
          {"a":{"accesskey":"x"}}          | {"a":{"accesskey":"(redacted)"}}
          {"s3a":{"access":{"key":"x"}}}   | {"s3a":{"access":{"key":"(redacted)"}}}
          {"fs.azure.account.key.a.net":1} | {"fs.azure.account.key.a.net":"(redacted)"}
          {"fs.s3a.access.key":"x"}        | {"fs.s3a.access.key":"(redacted)"}
          {"secrets":{"a":1}}              | {"secrets":"(redacted)"}
          {"access":"x","key":"y"}         | {"access":"x","key":"y"}
          {"u":"https://ann:pw@host/p"}    | {"u":"https://(redacted)@host/p"}
          {"u":"s3a://K:p@w:d@bucket/x"}   | {"u":"s3a://(redacted)@bucket/x"}
          {"u":["ftp://:pw@host"]}         | {"u":["ftp://(redacted)@host"]}
          {"u":"abfss://box@account/x"}    | {"u":"abfss://box@account/x"}
          {"u":"hdfs://name:8020/ann@x"}   | {"u":"hdfs://name:8020/ann@x"}
          {"n":[1,true,null,0.10]}         | {"n":[1,true,null,0.10]}
          """)
  void secretsAreTakenOutAndNothingElse(String settings, String expected)
      throws JsonProcessingException {
    assertThat(SettingsRedaction.redacted(Json.MAPPER.readTree(settings))).hasToString(expected);
  }
}
