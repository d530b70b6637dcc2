package dev.depwatch.alert;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordWrapTest {
    @Test
    void wrapping_loses_no_text() {
        String text = "a bc " + "d".repeat(250) + " e f";

        assertThat(String.join("", WordWrap.wrap("  • ", text, 100)).replace(" ", ""))
                .isEqualTo("•" + text.replace(" ", ""));
        assertThat(WordWrap.wrap("  • ", text, 100)).allMatch(line -> line.length() <= 100);
        assertThat(WordWrap.wrap("", "", 100)).containsExactly("");
    }

    @Test
    void an_address_is_never_broken() {
        String address = "https://jamf.example.org/" + "a".repeat(100);

        assertThat(WordWrap.wrap("1. ", "See " + address + " for more.", 100))
                .containsExactly("1. See", "   " + address, "   for more.");
    }
}
