package dev.depwatch.apple;

import static org.assertj.core.api.Assertions.assertThat;

import dev.depwatch.apple.MdmServer.Status;
import dev.depwatch.token.Instance;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WitnessesTest {
    private static final Instant NOW = Instant.parse("2026-11-27T14:00:00Z");
    private static final String A = "1F97349736CF4614A94F624E705841AD";
    private static final String B = "2F97349736CF4614A94F624E705841AD";

    /** What is at Apple, what Jamf Pro says of the token, and which server is the token's. */
    static Stream<Arguments> rows() {
        return Stream.of(
                row("by its id", List.of(org("X", server(A, "a"), server(B, "b"))), token(A, "b"), "X a ID"),
                row(
                        "an id with hyphens, in small letters",
                        List.of(org("X", server(A, "a"))),
                        token("1f973497-36cf-4614-a94f-624e705841ad", "z"),
                        "X a ID"),
                row("by the only one of its name", List.of(org("X", server(A, "a"))), token("", "a"), "X a NAME"),
                row(
                        "an id that Apple does not know, where no id is known",
                        List.of(org("X", server(A, "a"))),
                        token("BASD08C11F3C455", "a"),
                        "X a NAME"),
                row("neither id nor name", List.of(org("X", server(A, "a"))), token("", ""), "none"),
                row(
                        "two servers of one name",
                        List.of(org("X", server(A, "a"), server(B, "a"))),
                        token("", "a"),
                        "none"),
                row(
                        "two organisations with a server of one name",
                        List.of(org("X", server(A, "a")), org("Y", server(B, "a"))),
                        token("", "a"),
                        "none"),
                row(
                        "a deleted server of its name",
                        List.of(org("X", server(A, "a", Status.DELETED))),
                        token("", "a"),
                        "none"),
                row(
                        "a deleted server of its id",
                        List.of(org("X", server(A, "a", Status.DELETED))),
                        token(A, "a"),
                        "X a ID"),
                row(
                        "an id in two organisations: where it is active",
                        List.of(org("X", server(A, "a", Status.INACTIVE)), org("Y", server(A, "b"))),
                        token(A, "a"),
                        "Y b ID"),
                row(
                        "an id in two organisations, active in both: where it connected last",
                        List.of(
                                org("X", server(A, "a", Status.ACTIVE, NOW.minusSeconds(60))),
                                org("Y", server(A, "b", Status.ACTIVE, NOW))),
                        token(A, "a"),
                        "Y b ID"));
    }

    private static Arguments row(String what, List<Organization> apple, Token token, String expected) {
        return Arguments.of(what, apple, token, expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void a_token_has_the_server_of_its_id_or_of_a_name_that_nothing_else_has(
            String what, List<Organization> apple, Token token, String expected) {
        assertThat(found(new Witnesses(apple, List.of(token)), token)).isEqualTo(expected);
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
                org("X", server(A, "a"), foreign, server("3", "gone", Status.DELETED), server("4", "empty", 0));

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
        return new Token(
                new Token.Key(new Instance("school"), TokenKind.ADE, id),
                "token " + id,
                Optional.empty(),
                "",
                serverName,
                uuid,
                Optional.empty());
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

    private static MdmServer server(String id, String name, Status status) {
        return server(id, name, status, NOW);
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
