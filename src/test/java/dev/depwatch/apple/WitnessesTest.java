package dev.depwatch.apple;

import static dev.depwatch.token.SampleToken.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.apple.MdmServer.Status;
import dev.depwatch.token.SampleToken;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WitnessesTest {
    private static final Instant NOW = Instant.parse("2026-11-27T14:00:00Z");
    private static final String A = "1F97349736CF4614A94F624E705841AD";
    private static final String B = "2F97349736CF4614A94F624E705841AD";

    /** Each server at Apple: its organisation, its id, its name, how it is and how many minutes ago it connected. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            by its id                                   | X A a, X B b                  | A               | b | X a ID
            an id with hyphens, in small letters        | X A a | 1f973497-36cf-4614-a94f-624e705841ad  | z | X a ID
            by the only one of its name                 | X A a                         | ''              | a | X a NAME
            an id that Apple does not know, and no id is known | X A a                  | BASD08C11F3C455 | a | X a NAME
            neither id nor name                         | X A a                         | ''              | '' | none
            two servers of one name                     | X A a, X B a                  | ''              | a | none
            two organisations with one of one name      | X A a, Y B a                  | ''              | a | none
            a deleted server of its name                | X A a DELETED                 | ''              | a | none
            a deleted server of its id                  | X A a DELETED                 | A               | a | X a ID
            an id in two organisations: where it is active | X A a INACTIVE, Y A b      | A               | a | Y b ID
            an id active in two: where it connected last | X A a ACTIVE 1, Y A b        | A               | a | Y b ID
            """)
    void a_token_has_the_server_of_its_id_or_of_a_name_that_nothing_else_has(
            String what, String apple, String id, String name, String expected) {
        Map<String, List<MdmServer>> organizations = new LinkedHashMap<>();
        for (String row : apple.split(", ", -1)) {
            String[] words = (row + (row.split(" ", -1).length == 3 ? " ACTIVE" : "")).split(" ", -1);
            Instant connected = NOW.minus(Duration.ofMinutes(words.length == 5 ? Long.parseLong(words[4]) : 0));
            organizations
                    .computeIfAbsent(words[0], first -> new ArrayList<>())
                    .add(server(words[1].equals("A") ? A : B, words[2], Status.valueOf(words[3]), connected));
        }
        Token token = token(id.equals("A") ? A : id, name);
        Witnesses witnesses = new Witnesses(
                organizations.entrySet().stream()
                        .map(of -> org(of.getKey(), of.getValue().toArray(MdmServer[]::new)))
                        .toList(),
                List.of(token));

        assertThat(found(witnesses, token)).isEqualTo(expected);
    }

    @Test
    void where_one_token_has_the_id_of_a_server_another_with_an_unknown_id_has_none() {
        Token known = token("1", A, "a");
        Token unknown = token("2", "BASD08C11F3C455", "b");

        Witnesses witnesses = new Witnesses(List.of(org("X", server(A, "a"), server(B, "b"))), List.of(known, unknown));

        assertThat(found(witnesses, known)).isEqualTo("X a ID");
        assertThat(found(witnesses, unknown)).isEqualTo("none");
        assertThat(witnesses.tokensLeftOver()).containsExactly(unknown);
    }

    @Test
    void two_tokens_of_one_name_and_two_servers_have_none_by_name() {
        Token one = token("1", "", "a");
        Token other = token("2", "", "a");

        Witnesses witnesses = new Witnesses(List.of(org("X", server(A, "a"))), List.of(one, other));

        assertThat(witnesses.tokensLeftOver()).containsExactly(one, other);
    }

    @Test
    void a_server_with_devices_that_no_token_has_is_left_over() {
        MdmServer foreign = server(B, "Another product");
        Organization organization =
                org("X", server(A, "a"), foreign, server("3", "gone", Status.DELETED, NOW), server("4", "empty", 0));

        Witnesses witnesses = new Witnesses(List.of(organization), List.of(token(A, "a")));

        assertThat(witnesses.serversLeftOver(organization)).containsExactly(foreign);
        assertThat(witnesses.serversOfTokens(organization)).isEqualTo(1);
    }

    @Test
    void servers_of_one_name_are_not_left_over_while_a_token_may_have_one_of_them() {
        Organization one = org("X", server(A, "a"), server("3", "b"));
        Organization other = org("Y", server(B, "a"));

        Witnesses witnesses = new Witnesses(List.of(one, other), List.of(token("", "a")));

        assertThat(witnesses.serversLeftOver(one)).extracting(MdmServer::name).containsExactly("b");
        assertThat(witnesses.serversLeftOver(other)).isEmpty();
    }

    private static String found(Witnesses witnesses, Token token) {
        return witnesses
                .of(token.key())
                .map(found -> found.organization() + " " + found.server().name() + " " + found.by())
                .orElse("none");
    }

    private static Token token(String uuid, String serverName) {
        return token("1", uuid, serverName);
    }

    private static Token token(String id, String uuid, String serverName) {
        return SampleToken.of(key("school", TokenKind.ADE, id), "token " + id, "", "", serverName, uuid, "");
    }

    private static Organization org(String name, MdmServer... servers) {
        return new Organization(
                name,
                Scope.BUSINESS,
                Arrays.asList(servers),
                List.of(),
                Optional.empty(),
                Optional.of(NOW),
                Optional.empty());
    }

    private static MdmServer server(String id, String name) {
        return server(id, name, Status.ACTIVE, NOW);
    }

    private static MdmServer server(String id, String name, long devices) {
        return new MdmServer(
                id, name, Status.ACTIVE, Optional.of(devices), Optional.of(NOW), Optional.empty(), Optional.empty());
    }

    private static MdmServer server(String id, String name, Status status, Instant connected) {
        return new MdmServer(
                id, name, status, Optional.of(12L), Optional.of(connected), Optional.empty(), Optional.empty());
    }
}
