package dev.depwatch.alert;

import dev.depwatch.alert.Message.Step;
import dev.depwatch.assess.Finding.Hint;
import dev.depwatch.token.Instance;
import dev.depwatch.token.TokenKind;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The token is valid, but its server is deleted at Apple, or another server uses it. */
final class ServerText {
    private final Format format;
    private final Links links;

    ServerText(Format format, Links links) {
        this.format = format;
        this.links = links;
    }

    Message relink(AlertGroup group) {
        Instance instance = group.instances().get(0);
        return new Message(
                group.subject().name() + ": Apple no longer has the server of " + what(group) + ".",
                where(group),
                why(
                        group,
                        group.says(Hint.AS_APPLE_REPORTS)
                                ? "Apple's own API reports that the server (device management service) is inactive or deleted in Apple "
                                        + "Business or Apple School Manager."
                                : "Apple answers SERVER_INACTIVE: the server (device management service) was deleted in Apple Business or "
                                        + "Apple School Manager."),
                group.evidence(),
                List.of(
                        new Step(
                                "Sign in to " + Links.APPLE_SITES + " and look for the server: Devices > Management "
                                        + "Services, in older versions Preferences > Your MDM Servers. Ask who deleted "
                                        + "it, and why.",
                                Links.APPLE),
                        new Step(
                                "If it was deleted on purpose: in Jamf Pro remove the PreStage enrolments that use it, "
                                        + "then its entry under " + Links.menu(TokenKind.ADE) + ".",
                                links.tokens(instance, TokenKind.ADE)),
                        new Step(
                                "If its devices still need a server: create one at Apple with the public key of this "
                                        + "Jamf Pro, or use the one that replaces it; its name may differ. Upload its token "
                                        + "file (.p7m) to "
                                        + (group.tokens().size() == 1
                                                ? Format.entry(group.tokens().get(0))
                                                : "its entry in Jamf Pro")
                                        + " under " + Links.menu(TokenKind.ADE)
                                        + ". Then assign the devices to the server.",
                                links.tokens(instance, TokenKind.ADE))),
                Stream.concat(
                                Stream.of("Devices that were assigned to the deleted server are assigned to none: see "
                                        + "where they belong."),
                                SharedText.ownerMissing(group))
                        .toList(),
                List.of("Do not regenerate tokens of other servers: they are not affected."));
    }

    Message reclaim(AlertGroup group) {
        return new Message(
                group.subject().name() + ": another server has claimed " + what(group) + ".",
                where(group),
                why(
                        group,
                        "Jamf Pro finds that another server has claimed the content token, as when "
                                + "the same token was uploaded to two servers."),
                group.evidence(),
                List.of(
                        new Step(
                                "Find out which other server it is: a test server, a second Jamf Pro, another "
                                        + "product. Ask who uploaded the token there.",
                                Optional.empty()),
                        new Step(
                                "Remove the token there, or give that server a location and a token of its own.",
                                Optional.empty()),
                        new Step(
                                "In Jamf Pro open " + Links.menu(TokenKind.CONTENT)
                                        + " > the location, and reclaim the token.",
                                links.tokens(group.instances().get(0), TokenKind.CONTENT))),
                Stream.concat(
                                Stream.of("Licences that the other server has assigned meanwhile: compare them with "
                                        + "what you expect."),
                                SharedText.ownerMissing(group))
                        .toList(),
                List.of(
                        "Do not regenerate the token: it is good, and two servers would keep sharing it.",
                        "Do not reclaim it while the other server still holds it: it would claim it again."));
    }

    private static String what(AlertGroup group) {
        if (group.hasUnknownToken()) {
            return Format.some(group.kinds());
        }
        return group.tokens().size() == 1 ? Format.token(group.tokens().get(0)) : Format.counted(group.tokens());
    }

    private List<String> where(AlertGroup group) {
        return Format.lines(group.findings().stream()
                .flatMap(finding -> Format.tokensOf(finding).stream()
                        .map(token -> token + SharedText.sinceIfItDiffers(finding, group, format)))
                .toList());
    }

    private String why(AlertGroup group, String what) {
        return SharedText.sentences(
                SharedText.failingSince(group, format),
                Stream.of(what),
                SharedText.effects(group.kinds()),
                SharedText.source(group, format));
    }
}
