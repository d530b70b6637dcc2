package dev.depwatch.page;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

class QueryFuzz {
    private static final int MAX_LENGTH = 2000;

    @FuzzTest
    void an_address_of_the_page_gives_the_same_view(byte[] input) {
        Query query = Query.of(new String(input, ISO_8859_1));
        String address = query.whole();

        assertThat(address).matches("\\?[A-Za-z0-9.*_+%&=-]*");
        assertThat(query.filter().length()).isLessThanOrEqualTo(MAX_LENGTH);
        assertThat(query.words()).allMatch(word -> !word.isEmpty());
        if (address.length() <= MAX_LENGTH) {
            assertThat(Query.of(address.substring(1)).whole()).isEqualTo(address);
        }
    }
}
