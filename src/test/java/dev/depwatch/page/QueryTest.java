package dev.depwatch.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            an empty query                     | ''                                  | ''                 | false
            words are in any letters          | q=IT-Admin%40example.org+physics    | it-admin@example.org,physics | false
            a form sends an empty filter      | q=                                  | ''                 | false
            everything                        | all=1                               | ''                 | true
            unknown parameters are ignored     | utm=x&q=lab&x                       | lab                | false
            an accent is of one form          | q=Zu%CC%88rich                      | z\u00FCrich        | false
            hidden characters show            | q=a%E2%80%AEb%00%C2%AD              | a\uFFFDb\uFFFD\uFFFD | false
            a stray percent sign is a word    | q=100%                              | 100%               | false
            """)
    void an_address_is_parsed(String rule, String raw, String words, boolean all) {
        Query query = Query.of(raw);

        assertThat(String.join(",", query.words())).as(rule).isEqualTo(words);
        assertThat(query.parameters().containsKey("all")).as(rule).isEqualTo(all);
    }

    @Test
    void its_addresses_keep_the_rest_of_the_view() {
        Query query = Query.of("q=a%26b+c&by-token=-expires");

        assertThat(query.whole()).isEqualTo("?all=1&by-token=-expires&q=a%26b+c");
        assertThat(query.unfiltered()).isEqualTo("?by-token=-expires");
        assertThat(query.ordered("log", "path")).isEqualTo("?by-log=path&by-token=-expires&q=a%26b+c");
        assertThat(query.filtered("x")).isEqualTo("?by-token=-expires&q=x");
        assertThat(Query.of("by-%C3%A9=x").whole()).isEqualTo("?all=1&by-%C3%A9=x");
    }

    @Test
    void an_endless_address_is_cut() {
        Query query = Query.of("q=" + "x".repeat(100_000) + "&by-a=b".repeat(1000));

        assertThat(query.filter()).hasSizeLessThan(2000);
        assertThat(query.hidden()).isEmpty();
    }
}
