package dev.depwatch.apple;

import dev.depwatch.apple.AppleApi.Accounts;
import dev.depwatch.http.Http;
import dev.depwatch.inventory.ReadException;
import dev.depwatch.inventory.ReadException.Reason;
import dev.depwatch.inventory.jamf.Trial;
import dev.depwatch.inventory.jamf.Trial.Result;
import dev.depwatch.text.Phrase;
import dev.depwatch.text.TimeFormat;
import dev.depwatch.token.AppleId;
import dev.depwatch.token.Token;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Tries everything that depwatch asks of Apple for one organisation, each for itself. Only reads. */
public final class AppleCheck {
    private final OrganizationConfig config;
    private final AppleApi api;
    private final InstantSource clock;

    /** @param http used, not owned */
    public AppleCheck(OrganizationConfig config, Http http, InstantSource clock) {
        this.config = config;
        this.api = new AppleApi(config, http, clock);
        this.clock = clock;
    }

    /**
     * What was tried, and what was read by that.
     *
     * @param organization with its servers, or with the failure if they could not be read
     */
    public record Found(Organization organization, List<Trial> trials) {}

    /**
     * Tries the key, the scope, the permission and the clock, in bounded time.
     *
     * @param tokens all that are known: their owners' accounts are asked for
     */
    public Found tried(List<Token> tokens) throws InterruptedException {
        List<Trial> trials = new ArrayList<>();
        Organization organization = tried(Organizations.owners(tokens), trials);
        trials.add(Trial.ofClock(api.clockBehind(), "let this host follow a time server"));
        return new Found(organization, trials);
    }

    private Organization tried(Set<AppleId> owners, List<Trial> trials) throws InterruptedException {
        Organization unread = Organization.unread(config);
        try {
            api.signIn();
        } catch (ReadException e) {
            String subject = e.reason() == Reason.CREDENTIALS ? "credentials" : "connection";
            trials.add(new Trial(subject, Result.PROBLEM, e.getMessage()));
            return unread.after(e, clock.instant());
        }
        String signedIn = config.account() + " is signed in, for the scope "
                + config.scope().word();
        trials.add(new Trial("credentials", Result.OK, signedIn));
        Organization read;
        try {
            List<MdmServer> servers = api.servers();
            trials.add(servers(servers));
            read = unread.after(new AppleApi.Answer(servers, Accounts.NOT_ASKED), owners, clock.instant());
        } catch (ReadException e) {
            trials.add(new Trial("servers", Result.PROBLEM, e.getMessage()));
            read = unread.after(e, clock.instant());
        }
        try {
            trials.add(accounts(api.accounts(owners), owners));
        } catch (ReadException e) {
            trials.add(new Trial("accounts", Result.WARNING, e.getMessage()));
        }
        return read;
    }

    private Trial servers(List<MdmServer> servers) {
        boolean areConnected =
                servers.stream().anyMatch(server -> server.lastConnected().isPresent());
        String found = Phrase.counted(servers.size(), "server") + " at " + api.name() + ", by the permission \""
                + AppleApi.PERMISSION + "\"";
        String unknown = "; Apple does not report when any of them connected, so depwatch concludes nothing from it";
        return areConnected || servers.isEmpty()
                ? new Trial("servers", Result.OK, found)
                : new Trial("servers", Result.WARNING, found + unknown);
    }

    private Trial accounts(Accounts accounts, Set<AppleId> owners) {
        if (!config.scope().listsAccounts()) {
            String notAsked = "not asked: the API of Apple School Manager does not list the people";
            return new Trial("accounts", Result.OK, notAsked);
        }
        List<String> out = accounts.known().entrySet().stream()
                .filter(account -> account.getValue().isOut())
                .map(account -> account.getKey() + " is " + account.getValue())
                .sorted()
                .toList();
        String found = "Apple lists " + accounts.known().size() + " of " + Phrase.counted(owners.size(), "owner")
                + " of tokens";
        String restore =
                ": unlock or restore each account. If nobody can, renew its tokens with another account. A push"
                        + " certificate can be renewed only with the same Apple ID";
        return out.isEmpty()
                ? new Trial("accounts", Result.OK, found)
                : new Trial("accounts", Result.WARNING, found + "; " + String.join(", ", out) + restore);
    }

    /**
     * Which of the organisation's servers belongs to which token, and which has devices and belongs to none.
     *
     * @param areAllTokens whether every instance reported its tokens: one that did not may have the token of any server
     * @param times how the reader reads them
     */
    public static List<Trial> matches(
            Organization organization,
            Witnesses witnesses,
            List<Token> tokens,
            boolean areAllTokens,
            TimeFormat times) {
        List<Trial> trials = new ArrayList<>();
        for (Token token : tokens) {
            witnesses
                    .of(token.key())
                    .filter(found -> found.organization().equals(organization.name()))
                    .ifPresent(found -> trials.add(match(token, found, times)));
        }
        for (MdmServer server : areAllTokens ? witnesses.serversLeftOver(organization) : List.<MdmServer>of()) {
            String devices = Phrase.counted(server.devices().orElse(0L), "device");
            String belongsToNone = " and belongs to no token of these instances";
            trials.add(new Trial("server", Result.OK, server.label() + " has " + devices + belongsToNone));
        }
        return trials;
    }

    private static Trial match(Token token, Witness found, TimeFormat times) {
        MdmServer server = found.server();
        String match = token.instance() + " \"" + token.name() + "\" is the server " + server.label() + ", by its "
                + (found.by() == Witness.By.ID ? "id" : "name")
                + server.lastConnected()
                        .map(at -> ", last connected " + times.time(at))
                        .orElse(", last connection not known");
        String gone = "; Apple reports it as " + server.status()
                + ": no device enrols through it. Ask at Apple who changed that, before you link another server";
        return server.status().isGone()
                ? new Trial("token", Result.WARNING, match + gone)
                : new Trial("token", Result.OK, match);
    }

    /** The tokens that Apple does not report, if every organisation could be read: one that could not may have them. */
    public static List<Trial> tokensLeftOver(Witnesses witnesses) {
        if (witnesses.organizations().stream()
                .anyMatch(organization -> organization.failure().isPresent())) {
            return List.of();
        }
        return witnesses.tokensLeftOver().stream()
                .map(token -> new Trial(
                        "token",
                        Result.WARNING,
                        token.instance() + " \"" + token.name()
                                + "\" belongs to no server that Apple lists" + named(": its id is ", token.serverUuid())
                                + named("; its name, which several may have, is ", token.serverName())
                                + ". Check that its organisation is configured under apple."))
                .toList();
    }

    private static String named(String words, String text) {
        return text.isEmpty() ? "" : words + "\"" + text + "\"";
    }
}
