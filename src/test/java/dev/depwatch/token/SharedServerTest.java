package dev.depwatch.token;

import static dev.depwatch.token.SampleToken.key;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tokens are {@code <instance> <kind> <id> <server uuid>}. */
class SharedServerTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', emptyValue = "", textBlock = """
        # rule                                               | tokens                                            | shared
        a server of one token is not shared                  | a ade 1 X, b ade 1 Y                              | ''
        a server of two tokens is shared                     | b ade 1 X, a ade 1 X, c ade 1 Y                   | X: a 1 b 1
        so is one that one instance holds twice              | a ade 2 X, a ade 1 X                              | X: a 1 a 2
        unknown servers are not the same                     | a ade 1 , b ade 1                                 | ''
        content tokens have no server of their own           | a content 1 X, b content 1 X                      | ''
        """)
    void tokens_with_one_server_id_share_the_server(String rule, String tokens, String shared) {
        List<Token> all = Arrays.stream(tokens.split(", ", -1))
                .map(SharedServerTest::token)
                .toList();

        assertThat(SharedServer.among(all).stream().map(SharedServerTest::said))
                .as(rule)
                .isEqualTo(shared.isEmpty() ? List.of() : List.of(shared));
    }

    private static String said(SharedServer server) {
        StringBuilder said = new StringBuilder(server.uuid()).append(':');
        server.tokens()
                .forEach(token ->
                        said.append(' ').append(token.instance()).append(' ').append(token.id()));
        return said.toString();
    }

    private static Token token(String text) {
        String[] words = text.split(" ", -1);
        return SampleToken.of(
                key(words[0], TokenKind.valueOf(words[1].toUpperCase(Locale.ROOT)), words[2]),
                "",
                "",
                "",
                "",
                words.length > 3 ? words[3] : "",
                "");
    }
}
