package dev.depwatch.inventory.jamf;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonFieldsTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(nullValues = "none", textBlock = """
        2019-04-17T14:08:06.706+0000,   2019-04-17T14:08:06.706Z
        2019-04-17T16:08:06.706+02:00,  2019-04-17T14:08:06.706Z
        2022-04-25T21:09:31.661Z,       2022-04-25T21:09:31.661Z
        2022-04-25T21:09:31Z,           2022-04-25T21:09:31Z
        2022-04-25T21:09:31,            2022-04-25T21:09:31Z
        2026-03-14T10:30:00.000,        2026-03-14T10:30:00Z
        2022-04-25 21:09:31+0200,       2022-04-25T19:09:31Z
        2022-04-25,                     none
        2022-13-25T21:09:31Z,           none
        +999999999-12-31T23:59:59-1800, none
        0001-01-01T00:00:00Z,           none
        """)
    void a_time_is_read_in_every_documented_form(String text, Instant time) {
        JsonFields row = new JsonFields(JsonNodeFactory.instance.objectNode().put("field", text), cleansed -> cleansed);

        assertThat(row.time("field")).isEqualTo(Optional.ofNullable(time));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', nullValues = "none", quoteCharacter = '"', textBlock = """
        # rule                                 | value       | text | has
        a text                                 | ' a '       | a    | true
        a number is a text                     | 7           | 7    | true
        a blank                                | ' '         | none | false
        nothing                                | null        | none | false
        an unexpected value exists without one | {'id':'1'}  | none | true
        so does a list                         | [1]         | none | true
        and a truth value                      | true        | none | true
        """)
    void a_value_has_a_text_or_none(String rule, String value, String text, boolean has) throws Exception {
        JsonFields fields = new JsonFields(
                new ObjectMapper().readTree("{'field': %s}".formatted(value).replace('\'', '"')), cleansed -> cleansed);

        assertThat(fields.text("field")).as(rule).isEqualTo(text == null ? "" : text);
        assertThat(fields.has("field")).as(rule).isEqualTo(has);
        assertThat(fields.isTrue("field")).as(rule).isEqualTo(value.equals("true"));
        assertThat(fields.has("other") || fields.below("field").has("other"))
                .as(rule)
                .isFalse();
    }
}
