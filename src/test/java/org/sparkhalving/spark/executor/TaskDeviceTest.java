package org.sparkhalving.spark.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparkhalving.spark.DriverDevices;

class TaskDeviceTest {

  @Test
  void anAddressIsTheNumberOfADevice() {
    assertThat(TaskDevice.number("0", 1)).isZero();
    assertThat(TaskDevice.number("3", 4)).isEqualTo(3);
    assertThat(DriverDevices.numbers(new String[] {"2", "0"}, 3)).containsExactly(2, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "-1", "GPU-5ef5", "", "99999999999"})
  void anAddressThatIsNoDeviceIsAnErrorOfTheEnvironmentThatNamesBoth(String address) {
    assertThatThrownBy(() -> TaskDevice.number(address, 2))
        .isInstanceOf(NoDeviceException.class)
        .hasMessageContainingAll("\"" + address + "\"", "2 CUDA device(s)", "0 to 1");
    assertThatThrownBy(() -> DriverDevices.numbers(new String[] {"0", address}, 2))
        .isInstanceOf(NoDeviceException.class);
  }

  @Test
  void withoutCudaAddressesOnlyCount() {
    assertThat(DriverDevices.numbers(new String[] {"GPU-5ef5", "7"}, 0)).containsExactly(0, 1);
  }
}
