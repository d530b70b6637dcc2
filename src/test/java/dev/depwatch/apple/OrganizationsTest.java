package dev.depwatch.apple;

import static dev.depwatch.token.SampleToken.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.depwatch.apple.Account.Status;
import dev.depwatch.config.Secret;
import dev.depwatch.demo.StrictApple;
import dev.depwatch.demo.StrictApple.Access;
import dev.depwatch.demo.StrictApple.Permission;
import dev.depwatch.http.Http;
import dev.depwatch.inventory.ReadException.Reason;
import dev.depwatch.state.SavedForm;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.SampleToken;
import dev.depwatch.token.Token;
import dev.depwatch.token.TokenKind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OrganizationsTest {
    private static final String ID = "1F97349736CF4614A94F624E705841AD";
    private static final AppleId ADMIN = new AppleId("it-admin@example.org");
    private static final Access BUSINESS = new Access("BUSINESSAPI.1", "key-1", "business.api");
    private static final String SERVERS = "GET /v1/mdmServers";
    private static final String ACCOUNTS = "GET /v1/users";

    private Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final InstantSource clock = () -> now;
    private final List<Token> tokens = new ArrayList<>(List.of(token()));
    private boolean caseIsOpen;
    private StrictApple apple;
    private Organizations organizations;

    @BeforeEach
    void start() throws IOException {
        apple = new StrictApple(BUSINESS, clock);
        apple.addServer(ID, "Production MDM", 128);
        apple.account(ADMIN.value(), "ACTIVE");
        organizations = organizations();
    }

    @AfterEach
    void stop() {
        assertThat(apple.misuses()).isEmpty();
        apple.close();
    }

    @Test
    void servers_and_accounts_are_read_at_once_and_then_every_ten_minutes() throws Exception {
        assertThat(organizations.readNext(now)).isTrue();
        assertThat(organizations.readNext(now)).isFalse();
        assertThat(readAfter(9)).isFalse();
        assertThat(readAfter(1)).isTrue();

        assertThat(known().readAt()).contains(now);
        assertThat(known().servers()).hasSize(1);
        assertThat(known().account(ADMIN).orElseThrow().status()).isEqualTo(Status.ACTIVE);
        assertThat(asked(SERVERS)).isEqualTo(2);
        assertThat(asked(ACCOUNTS)).isEqualTo(2);
    }

    @Test
    void while_a_case_is_open_both_are_read_every_two_minutes() throws Exception {
        organizations.readNext(now);
        pass(Duration.ofMinutes(2));
        caseIsOpen = true;
        assertThat(organizations.readNext(now)).isTrue();
        assertThat(readAfter(1)).isFalse();
        assertThat(readAfter(1)).isTrue();

        assertThat(asked(SERVERS)).isEqualTo(3);
        assertThat(asked(ACCOUNTS)).isEqualTo(3);
    }

    @Test
    void a_wait_that_apple_asks_for_with_the_accounts_alone_is_kept() throws Exception {
        apple.limitRequests(Duration.ofHours(1), ACCOUNTS);
        caseIsOpen = true;
        organizations.readNext(now);

        assertThat(known().failure()).isEmpty();
        assertThat(readAfter(59)).isFalse();
        assertThat(readAfter(1)).isTrue();
    }

    @Test
    void an_account_is_locked_since_the_first_reading_that_says_so() throws Exception {
        organizations.readNext(now);
        apple.account(ADMIN.value(), "LOCKED");
        readAfter(10);
        Instant locked = now;
        readAfter(10);

        assertThat(known().account(ADMIN)).contains(new Account(ADMIN, Status.LOCKED, locked));
    }

    @Test
    void an_account_that_was_listed_and_is_no_more_is_missing_even_if_only_a_certificate_is_left() throws Exception {
        organizations.readNext(now);
        tokens.set(0, token(TokenKind.PUSH));
        apple.removeAccount(ADMIN.value());
        readAfter(10);

        assertThat(known().account(ADMIN)).contains(new Account(ADMIN, Status.MISSING, now));
    }

    @Test
    void an_account_is_not_missing_while_apple_lists_one_without_a_name() throws Exception {
        organizations.readNext(now);
        apple.removeAccount(ADMIN.value());
        apple.account("", "ACTIVE");
        readAfter(10);

        assertThat(known().account(ADMIN).orElseThrow().status()).isEqualTo(Status.ACTIVE);
    }

    @Test
    void an_account_that_was_never_listed_is_not_missing() throws Exception {
        apple.removeAccount(ADMIN.value());
        organizations.readNext(now);

        assertThat(known().account(ADMIN)).isEmpty();
    }

    @Test
    void accounts_that_cannot_be_read_are_as_they_were() throws Exception {
        organizations.readNext(now);
        apple.deny(Permission.ACCOUNTS);
        readAfter(10);

        assertThat(known().failure()).isEmpty();
        assertThat(known().accountsGap().orElseThrow()).startsWith("the accounts of owners cannot be read: http");
        assertThat(known().account(ADMIN).orElseThrow().status()).isEqualTo(Status.ACTIVE);
    }

    @Test
    void a_failure_leaves_what_is_known_and_stands_since_it_began() throws Exception {
        organizations.readNext(now);
        Instant read = now;
        apple.deny(Permission.SERVERS);
        readAfter(10);
        Instant failed = now;
        readAfter(10);

        assertThat(known().servers()).hasSize(1);
        assertThat(known().readAt()).contains(read);
        assertThat(known().failure().orElseThrow().kind()).isEqualTo(Reason.PRIVILEGE);
        assertThat(known().failure().orElseThrow().since()).isEqualTo(failed);

        apple.recover();
        readAfter(10);

        assertThat(known().failure()).isEmpty();
    }

    @Test
    void a_failure_stands_since_it_began_when_its_kind_alternates() throws Exception {
        organizations.readNext(now);
        pass(Duration.ofMinutes(10));
        Instant failed = now;
        for (int i = 0; i < 4; i++) {
            apple.recover();
            if (i % 2 == 0) {
                apple.goDown();
            } else {
                apple.fail();
            }
            organizations.readNext(now);
            assertThat(known().failure().orElseThrow().kind())
                    .isEqualTo(i % 2 == 0 ? Reason.UNREACHABLE : Reason.UNAVAILABLE);
            assertThat(known().failure().orElseThrow().since()).isEqualTo(failed);
            pass(Duration.ofMinutes(10));
        }
    }

    @Test
    void a_corrected_scope_drops_what_was_known_and_leaves_it_unread() throws Exception {
        apple.deny(Permission.SERVERS);
        organizations.readNext(now);
        Organization ofAnotherScope =
                SavedForm.changed(known(), Organization.class, json -> ((ObjectNode) json).put("scope", "school"));
        Organizations next = organizations();

        next.resume(new Organizations.Saved(List.of(ofAnotherScope)));

        assertThat(next.snapshot().get(0).failure()).isEmpty();
        assertThat(next.snapshot().get(0).readAt()).isEmpty();
    }

    @Test
    void what_is_saved_goes_on_after_a_restart() throws Exception {
        organizations.readNext(now);

        Organizations.Saved saved = organizations.saved();
        Organizations next = organizations();
        next.resume(saved);

        assertThat(next.snapshot()).isEqualTo(saved.organizations());
        assertThat(next.readNext(now)).as("read at once all the same").isTrue();
    }

    @Test
    void the_accounts_of_new_owners_are_asked_for_within_two_minutes() throws Exception {
        tokens.clear();
        organizations.readNext(now);
        assertThat(asked(ACCOUNTS)).isZero();
        tokens.add(token());
        assertThat(organizations.readNext(now)).isFalse();
        assertThat(readAfter(2)).isTrue();
        assertThat(readAfter(2)).as("no owner is new any more").isFalse();

        assertThat(asked(ACCOUNTS)).isEqualTo(1);
    }

    @Test
    void a_new_owner_changes_nothing_where_apple_lists_no_accounts() throws Exception {
        tokens.clear();
        try (StrictApple school = new StrictApple(new Access("SCHOOLAPI.1", "key-1", "school.api"), clock)) {
            Organizations ofSchool = organizations(school, Scope.SCHOOL, "SCHOOLAPI.1");
            ofSchool.readNext(now);
            tokens.add(token());
            pass(Duration.ofMinutes(2));
            assertThat(ofSchool.readNext(now)).isFalse();
        }
    }

    @Test
    void the_thread_reads_by_itself_and_ends_when_it_is_closed() throws Exception {
        organizations.start();
        await().until(() -> known().readAt().isPresent());
        assertThat(organizations.trouble(now)).isEmpty();
        organizations.close();

        assertThat(organizations.trouble(now).orElseThrow()).startsWith("The thread \"apple\" does not run");
    }

    private Organizations organizations() throws IOException {
        return organizations(apple, Scope.BUSINESS, "BUSINESSAPI.1");
    }

    private Organizations organizations(StrictApple asked, Scope scope, String clientId) throws IOException {
        OrganizationConfig config = new OrganizationConfig(
                "Example",
                scope,
                clientId,
                "key-1",
                new Secret(asked.privateKeyPem()),
                Optional.of(asked.url()),
                Optional.of(asked.tokenUrl()));
        return new Organizations(
                List.of(config),
                new Http(Duration.ofSeconds(10), Optional.empty()),
                Duration.ofMinutes(2),
                () -> caseIsOpen,
                () -> tokens,
                () -> {},
                clock);
    }

    private static Token token() {
        return token(TokenKind.ADE);
    }

    private static Token token(TokenKind kind) {
        return SampleToken.of(key("school", kind, "1"), "school devices", ADMIN.value(), "", "", ID, "");
    }

    private Organization known() {
        return organizations.snapshot().get(0);
    }

    private long asked(String request) {
        return apple.requests().stream().filter(request::equals).count();
    }

    private boolean readAfter(int minutes) throws InterruptedException {
        pass(Duration.ofMinutes(minutes));
        return organizations.readNext(now);
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }
}
