package dev.depwatch.status;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Locale;

class HostFuzz {
    /** No name that a stranger can register opens the pages of a depwatch that listens on localhost. */
    @FuzzTest
    void a_name_of_the_internet_is_not_this_host(byte[] input) {
        String host = new String(input, ISO_8859_1);

        if (!host.isEmpty() && StatusServer.isMeant(host, true)) {
            String name = host.toLowerCase(Locale.ROOT).replaceFirst(":[0-9]*$", "");
            assertThat(name.equals("localhost")
                            || name.endsWith(".localhost")
                            || name.matches("[0-9.]+")
                            || name.matches("\\[[0-9a-f:.]+]"))
                    .isTrue();
        }
    }
}
