package dev.depwatch.inventory.jamf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotalCountTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "none", quoteCharacter = '`', textBlock = """
            it stands before the list             | {"totalCount":12,"results":[{"id":"1"}]}                     | 12
            it stands behind the list             | {"results":[{"id":"1","syncState":{}},{}],"totalCount":12}   | 12
            there are none                        | {"totalCount":0,"results":[]}                                | 0
            there is more than an int holds       | {"totalCount":9999999999}                                    | 9999999999
            a device's own field is not it        | {"results":[{"totalCount":7}],"totalCount":12}               | 12
            a field of that name deeper is not it | {"page":{"totalCount":7},"results":[]}                       | none
            it is missing                         | {"results":[]}                                               | none
            it is no number                       | {"totalCount":"12"}                                          | none
            it is no whole number                 | {"totalCount":1.5}                                           | none
            it is negative                        | {"totalCount":-1}                                            | none
            it is more than a number is           | {"totalCount":99999999999999999999}                          | none
            a list instead of an object           | [{"totalCount":12}]                                          | none
            HTML instead of JSON                  | <html>totalCount</html>                                      | none
            half of it                            | {"results":[{"id":"1"},{"id                                  | none
            """)
    void the_number_is_found_however_the_bytes_come(String rule, String body, Long expected) {
        OptionalLong number = expected == null ? OptionalLong.empty() : OptionalLong.of(expected);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        for (int size = 1; size <= bytes.length; size++) {
            TotalCount total = new TotalCount();
            boolean enough = false;
            for (int from = 0; from < bytes.length && !enough; from += size) {
                enough = total.take(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size)));
            }

            assertThat(total.found()).as("%s, %d bytes at a time", rule, size).isEqualTo(number);
        }
    }

    @Test
    void reading_stops_once_the_number_is_found() {
        TotalCount total = new TotalCount();

        assertThat(total.take("{\"totalCount\":12,".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
    }

    @Test
    void reading_stops_at_invalid_json() {
        TotalCount total = new TotalCount();

        assertThat(total.take("<html>".getBytes(StandardCharsets.UTF_8))).isTrue();
    }

    @Test
    void it_can_restart() {
        TotalCount total = new TotalCount();
        total.take("{\"totalCount\":12,".getBytes(StandardCharsets.UTF_8));

        total.restart();

        assertThat(total.found()).isEmpty();
        total.take("{\"totalCount\":13}".getBytes(StandardCharsets.UTF_8));
        assertThat(total.found()).hasValue(13);
    }
}
