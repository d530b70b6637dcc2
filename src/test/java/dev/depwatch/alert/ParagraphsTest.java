package dev.depwatch.alert;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ParagraphsTest {
    private final Paragraphs paragraphs = new Paragraphs(100);

    @Test
    void nothing_is_lost_in_wrapping() {
        String text = "a bc " + "d".repeat(250) + " e f";

        assertThat(String.join("", paragraphs.wrap("  • ", text)).replace(" ", ""))
                .isEqualTo("•" + text.replace(" ", ""));
        assertThat(paragraphs.wrap("  • ", text)).allMatch(line -> line.length() <= 100);
        assertThat(paragraphs.wrap("", "")).containsExactly("");
    }

    @Test
    void an_address_is_never_broken() {
        String address = "https://jamf.example.org/" + "a".repeat(100);

        assertThat(paragraphs.wrap("1. ", "See " + address + " for more."))
                .containsExactly("1. See", "   " + address, "   for more.");
    }
}
