package dev.depwatch.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.text.SafeTextTest;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AppleIdTest {
    @ParameterizedTest
    @ValueSource(strings = {"it-admin@example.org", " IT-Admin@Example.org\n", "IT-ADMIN@EXAMPLE.ORG"})
    void spellings_of_one_apple_id_are_one_owner(String spelling) {
        assertThat(AppleId.of(spelling)).contains(new AppleId("it-admin@example.org"));
    }

    @ParameterizedTest
    @CsvSource({
        "a mark of direction copied along,   '\u202Ait-admin@example.org\u202C', it-admin@example.org",
        "a byte order mark,                  '\uFEFFit-admin@example.org',       it-admin@example.org",
        "a letter and its accent,            'ade\u0301le@example.org',          ad\u00E9le@example.org",
        "a joiner is dropped,                     'it\u200D-admin@example.org',       it-admin@example.org",
        "where a script has joiners too,     '\u0628\u200C\u0628@example.org',      \u0628\u0628@example.org",
    })
    void equal_looks_are_one_owner_and_hidden_characters_show(String rule, String written, String owner) {
        assertThat(AppleId.of(written)).contains(new AppleId(owner));
        assertThat(new AppleId(written).value()).isEqualTo(owner);
    }

    @Test
    void the_normal_form_of_a_normal_form_is_itself() {
        Random random = new Random(14);
        for (int i = 0; i < 20_000; i++) {
            String text = SafeTextTest.anyText(random);
            AppleId.of(text)
                    .ifPresent(owner ->
                            assertThat(new AppleId(owner.value())).as(text).isEqualTo(owner));
        }
    }

    @Test
    void a_blank_owner_is_unknown() {
        assertThat(AppleId.of(" ")).isEmpty();
        assertThat(AppleId.of("\u200B ")).isEmpty();
    }
}
