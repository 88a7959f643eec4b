package org.sparkhalving.training.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FolderStateTest {
  private static final long USER = 1000;

  @ParameterizedTest
  @CsvSource(
      nullValues = "fine",
      delimiter = '|',
      textBlock =
          """
          false | true  | 1000 | rwx------ | fine | fine | fine
          false | true  | 1000 | rwxr-xr-x | fine | fine | fine
          false | true  | 0    | rwxr-xr-x | fine | fine | belongs to user 0, not to 1000
          false | true  | 1001 | rwxr-xr-x | fine | belongs to user 1001, not to 1000 | belongs to user 1001, not to 1000
          false | true  | 1000 | rwxrwxr-x | can be written by other users (rwxrwxr-x) | can be written by other users (rwxrwxr-x) | can be written by other users (rwxrwxr-x)
          false | true  | 0    | rwxrwxrwx | can be written by other users (rwxrwxrwx) | can be written by other users (rwxrwxrwx) | can be written by other users (rwxrwxrwx)
          false | false | 1000 | rw------- | is not a folder | is not a folder | is not a folder
          true  | true  | 1000 | rwx------ | fine | fine | is a symbolic link
          """)
  void onlyWhatOthersCannotWriteIsTrusted(
      boolean link,
      boolean folder,
      long owner,
      String mode,
      String read,
      String unpacked,
      String own) {
    FolderState state = new FolderState(link, folder, owner, PosixFilePermissions.fromString(mode));

    assertThat(state.problem().orElse(null)).isEqualTo(read);
    assertThat(state.problemFor(USER).orElse(null)).isEqualTo(unpacked);
    assertThat(state.problemAsOwnOf(USER).orElse(null)).isEqualTo(own);
  }

  @ParameterizedTest
  @CsvSource({"rwx------, false", "r-x------, false", "rwx--x---, true", "rwxr-xr-x, true"})
  void aFolderIsOpenIfOthersCanDoAnything(String mode, boolean open) {
    FolderState state = new FolderState(false, true, USER, PosixFilePermissions.fromString(mode));

    assertThat(state.isOpen()).isEqualTo(open);
  }
}
