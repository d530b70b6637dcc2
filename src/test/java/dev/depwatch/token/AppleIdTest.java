package dev.depwatch.token;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AppleIdTest {
    @ParameterizedTest
    @ValueSource(strings = {"it-admin@example.org", " IT-Admin@Example.org\n", "IT-ADMIN@EXAMPLE.ORG"})
    void two_spellings_of_one_apple_id_are_one_owner_whatever_the_hosts_language(String spelling) {
        assertThat(AppleId.of(spelling)).contains(new AppleId("it-admin@example.org"));
    }

    @Test
    void a_blank_owner_is_an_unknown_owner() {
        assertThat(AppleId.of(" ")).isEmpty();
    }
}
