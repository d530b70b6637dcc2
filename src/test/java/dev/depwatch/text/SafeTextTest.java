package dev.depwatch.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

public class SafeTextTest {
    /** Default_Ignorable_Code_Point of Unicode 15.1, as DerivedCoreProperties.txt lists it; first and last, in turn. */
    private static final int[] DEFAULT_IGNORABLE = {
        0xAD, 0xAD, 0x34F, 0x34F, 0x61C, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180F, 0x200B, 0x200F, 0x202A,
        0x202E, 0x2060, 0x206F, 0x3164, 0x3164, 0xFE00, 0xFE0F, 0xFEFF, 0xFEFF, 0xFFA0, 0xFFA0, 0xFFF0, 0xFFF8, 0x1BCA0,
        0x1BCA3, 0x1D173, 0x1D17A, 0xE0000, 0xE0FFF
    };

    /** Characters with a rule, so that they occur more often than by chance. */
    private static final int[] OF_RULES = {
        ' ', 'a', 'K', '1', 0x85, 0xA0, 0x300, 0x344, 0x628, 0x93F, 0x94D, 0x1820, 0x180B, 0x200B, 0x200C, 0x200D,
        0x2028, 0x202E, 0x20E3, 0x212A, 0x212B, 0x2764, 0x3164, 0x845B, 0xD83D, 0xDE00, 0xFE0F, 0xFFFD, 0x1F3F4,
        0x1F3FB, 0x1F468, 0xE0067, 0xE0100
    };

    static Stream<Arguments> hidden() {
        return Stream.of(
                Arguments.of("ends of lines", "a\r\nb\u2028c\u2029d\u0085e", "a  b c d e"),
                Arguments.of("white space", "a\tb\u00A0c\u3000d\u202Fe\u2800f", "a b c d e f"),
                Arguments.of("cursor controls", "a\u001B[2Jb\u009Bc\u0007\u0000", "a\uFFFD[2Jb\uFFFDc\uFFFD\uFFFD"),
                Arguments.of("direction controls", "a\u202Eb\u2066c\u200Fd\u061Ce", "a\uFFFDb\uFFFDc\uFFFDd\uFFFDe"),
                Arguments.of(
                        "characters without width",
                        "a\u200Bb\uFEFFc\u00ADd\u2060e\u034Ff",
                        "a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uFFFDf"),
                Arguments.of("empty letters", "a\u3164b\u115Fc\u1160d\uFFA0e", "a\uFFFDb\uFFFDc\uFFFDd\uFFFDe"),
                Arguments.of("tags", "a\uDB40\uDC01b", "a\uFFFDb"),
                Arguments.of("half a pair", "a\uD83Db\uDE00c", "a\uFFFDb\uFFFDc"),
                Arguments.of("undefined characters", "a\uE000b\uFFFFc\u0378d", "a\uFFFDb\uFFFDc\uFFFDd"),
                Arguments.of(
                        "a flood of marks",
                        "a" + "\u0301".repeat(10) + "b\u20DD",
                        "a" + "\u0301".repeat(8) + "\uFFFD\uFFFDb\u20DD"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hidden")
    void hidden_characters_show(String rule, String text, String expected) {
        assertThat(SafeText.of(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Example School, Zürich & Co. <1>",
                "Łódź Ærø Straße",
                "مدرسة المثال",
                "क्ष उदाहरण",
                "בית ספר",
                "東京の学校 日本語",
                "학교",
                "\uD83D\uDC69\uD83C\uDFFD",
                "e\u0301",
                "\u0F67\u0F90\u0FB5\u0FA8\u0FB3\u0FBA\u0FBC\u0FBB\u0F82",
                "\u0915\u093E\u093C\u0941",
            })
    void names_in_any_script_stay(String text) {
        assertThat(SafeText.of(text)).isEqualTo(text);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '~', textBlock = """
            a heart in colour~\u2764\uFE0F~\u2764
            a key~1\uFE0F\u20E3~1\u20E3
            important~\u203C\uFE0F~\u203C
            a couple~\uD83D\uDC69\u200D\u2764\uFE0F\u200D\uD83D\uDC68~\uD83D\uDC69\u2764\uD83D\uDC68
            a word in Persian~می\u200Cخواهم~میخواهم
            a word in Hindi~क्\u200Dष~क्ष
            of a letter without any~a\uFE0Fb\uDB40\uDD00c~abc
            a joiner without letters~\u200Da\u200C\u200Db\u200C~ab
            a town in Japan~葛\uDB40\uDD00城市~葛城市
            the flag of England~\uD83C\uDFF4\uDB40\uDC67\uDB40\uDC62\uDB40\uDC65\uDB40\uDC6E\uDB40\uDC67\uDB40\uDC7F\
            ~\uD83C\uDFF4
            """)
    void what_only_chooses_a_form_is_dropped(String what, String text, String expected) {
        assertThat(SafeText.of(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "abc, 3, abc",
        "abcd, 3, ab…",
        "ab\uD83D\uDE00, 3, ab…",
        "ab\uD83D\uDE00, 4, ab\uD83D\uDE00",
        "ab\u2764\uFE0F, 3, ab\u2764",
        "abc\u200D\uFE0Fd, 3, ab…",
        "'  a  ', 9, a"
    })
    void a_line_is_cut_to_whole_characters(String text, int limit, String expected) {
        assertThat(SafeText.line(text, limit)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '~', textBlock = """
            a letter and its accent~Zu\u0308rich~Z\u00FCrich
            a joiner~می\u200Cخواهم~میخواهم
            the sign of Angstrom~\u212Blesund~\u00C5lesund
            a space that does not break~a\u00A0b~a b
            a flood of double marks~a\u0344\u0344\u0344\u0344\u0344~\
            \u00E4\u0301\u0308\u0301\u0308\u0301\u0308\u0301\u0308\uFFFD
            a hidden character~scho\u200Bol~scho\uFFFDol
            """)
    void names_that_look_equal_are_equal(String what, String written, String name) {
        assertThat(SafeText.name(written)).isEqualTo(name);
    }

    @Test
    void ascii_is_not_copied() {
        String text = "2026-11-24 22:32:43,697 [ERROR] ~";

        assertThat(SafeText.of(text)).isSameAs(text);
        assertThat(SafeText.line(text, 100)).isSameAs(text);
        assertThat(SafeText.name(text)).isSameAs(text);
    }

    @Test
    void what_unicode_calls_ignorable_is_not_shown() {
        for (int i = 0; i < DEFAULT_IGNORABLE.length; i += 2) {
            for (int character = DEFAULT_IGNORABLE[i]; character <= DEFAULT_IGNORABLE[i + 1]; character++) {
                assertThat(SafeText.isShown(character)).as("U+%04X", character).isFalse();
            }
        }
    }

    @Test
    void any_cleaned_text_is_visible_and_stable() {
        Random random = new Random(14);
        for (int i = 0; i < 20_000; i++) {
            String text = anyText(random);
            String clean = SafeText.of(text);
            String line = SafeText.of(text, 8);
            String name = SafeText.name(text);

            assertThat(clean.codePoints().allMatch(SafeText::isShown)).as(text).isTrue();
            assertThat(name.codePoints().allMatch(SafeText::isShown)).as(text).isTrue();
            assertThat(clean).as(text).hasSizeLessThanOrEqualTo(text.length()).isEqualTo(SafeText.of(clean));
            assertThat(line).as(text).hasSizeLessThanOrEqualTo(8);
            assertThat(name).as(text).isEqualTo(SafeText.name(name)).isEqualTo(SafeText.of(name));
        }
    }

    /** Up to a dozen characters, among them every kind with a rule, and halves of pairs. */
    public static String anyText(Random random) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(12); left > 0; left--) {
            if (random.nextInt(20) == 0) {
                text.append(Character.toString(OF_RULES[random.nextInt(OF_RULES.length)])
                        .repeat(random.nextInt(12)));
            }
            text.appendCodePoint(
                    random.nextInt(3) == 0
                            ? random.nextInt(Character.MAX_CODE_POINT + 1)
                            : OF_RULES[random.nextInt(OF_RULES.length)]);
        }
        return text.toString();
    }
}
