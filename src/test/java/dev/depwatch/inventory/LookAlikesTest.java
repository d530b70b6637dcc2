package dev.depwatch.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.token.AppleId;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

class LookAlikesTest {
    private final LookAlikes lookAlikes = new LookAlikes();

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a Cyrillic a,        admin@example.org,   \u0430dmin@example.org,  U+0061, U+0430",
        "the other first,     \u0430dmin@example.org, admin@example.org,    U+0430, U+0061",
        "a Greek o,           it-office@example.org, it-\u03BFffice@example.org, U+006F, U+03BF",
        "all Cyrillic      ,  coco@example.org,    \u0441\u043E\u0441\u043E@example.org, U+0063, U+0441",
        "two other scripts,   \u03BF@example.org,     \u043E@example.org,      U+03BF, U+043E",
        "the Kelvin sign,     kate@example.org,    \u212Aate@example.org,   U+006B, U+212A",
        "wide letters,        admin@example.org,   \uFF41dmin@example.org,  U+0061, U+FF41",
        "a ligature,          office@example.org,  o\uFB03ce@example.org,   U+0066, U+FB03",
        "an i without a dot,  it@example.org,      \u0131t@example.org,     U+0069, U+0131",
        "a hyphen of another kind, it-admin@example.org, it\u2010admin@example.org, U+002D, U+2010",
        "one that does not break, it-admin@example.org, it\u2011admin@example.org, U+002D, U+2011",
        "a dash,              it-admin@example.org, it\u2013admin@example.org, U+002D, U+2013",
        "a minus sign,        it-admin@example.org, it\u2212admin@example.org, U+002D, U+2212",
        "an i with a dot more, it@example.org,     i\u0307t@example.org,    U+0074, U+0307",
        "the same at the end, admi,                admi\u0307,              the end, U+0307",
        "the same at its end, admi\u0307,          admi,                    U+0307, the end",
        "in mathematics,      admin@example.org,   \uD835\uDC1Admin@example.org, U+0061, U+1D41A",
    })
    void look_alikes_are_reported_with_their_first_difference(
            String what, String first, String other, String its, String others) {
        assertThat(lookAlikes.seen(owners(first))).isEmpty();

        assertThat(lookAlikes.seen(owners(other)))
                .containsExactly(new InventoryLog(
                        Level.WARN,
                        "the Apple IDs \"" + first + "\" and \"" + other
                                + "\" look alike but differ: the first difference"
                                + " is " + its + " against " + others
                                + ". Check in Jamf Pro who downloaded the tokens"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "admin@example.org admin1@example.org adminl@example.org adminI@example.org",
                "rn@example.org m@example.org 0@example.org o@example.org",
                "rene@example.org ren\u00E9@example.org",
                "muller@example.org m\u00FCller@example.org mueller@example.org",
                "\u0438\u0432\u0430\u043D@example.org ivan@example.org \u0438\u0432\u0430\u043D\u0430@example.org",
                "\u5C71\u7530@example.org yamada@example.org",
                "\u0645\u062F\u0631\u0633\u0629@example.org school@example.org",
            })
    void ordinary_owners_are_not_reported(String written) {
        assertThat(lookAlikes.seen(owners(written.split(" ")))).isEmpty();
    }

    @Test
    void each_look_alike_is_reported_once() {
        List<AppleId> both = owners("admin@example.org", "\u0430dmin@example.org");

        assertThat(lookAlikes.seen(both)).hasSize(1);
        assertThat(lookAlikes.seen(both)).isEmpty();
        assertThat(lookAlikes.seen(owners("adm\u0456n@example.org"))).hasSize(1);
    }

    @Test
    void many_owners_do_not_fill_the_memory() {
        lookAlikes.seen(IntStream.range(0, 10_000)
                .mapToObj(number -> new AppleId(number + "@example.org"))
                .toList());

        assertThat(lookAlikes.seen(owners("admin@example.org", "\u0430dmin@example.org")))
                .isEmpty();
        assertThat(lookAlikes.seen(owners("\uFF11@example.org"))).hasSize(1);
    }

    private static List<AppleId> owners(String... written) {
        return Arrays.stream(written).map(AppleId::new).toList();
    }
}
