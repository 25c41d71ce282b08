package dev.facteur.deliver.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.mail.Recipient;
import dev.facteur.mail.Statement;
import dev.facteur.platform.http.HttpBody;
import dev.facteur.platform.http.Json;
import dev.facteur.protocol.mime.MalformedHeader;
import dev.facteur.protocol.mime.PieceReader;
import dev.facteur.protocol.mime.Pieces;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A mail in pieces, for one call of an API that wants it so.
///
/// @param mailId ours
/// @param key the same for the same mail to the same recipients, in every attempt
public record InPieces(Pieces mail, Addressing addressing, String mailId, UUID key) {

    /// Writes a call; made only when the calls before it have been answered.
    public interface Writing {
        ApiCall call(InPieces pieces);
    }

    /// Writes one call for several of these, whose recipients must not see each other.
    public interface BatchWriting {
        ApiCall call(List<InPieces> pieces);
    }

    /// What a batch holds of a mail, all copies together: little beside what one large mail takes.
    private static final long BATCH_BYTES = 2_000_000;

    /// The calls of a parcel.
    ///
    /// @throws Unfit when a provider of these traits would not carry it as it is
    public static Iterator<ApiCall> calls(Parcel parcel, Traits traits, Writing writing)
            throws Unfit, IOException {
        return calls(parcel, traits, _ -> List.of(), writing);
    }

    /// The same for a provider with weaknesses of its own.
    ///
    /// @param more what it would lose beside what the traits tell
    public static Iterator<ApiCall> calls(
            Parcel parcel, Traits traits, Function<Pieces, List<Statement>> more, Writing writing)
            throws Unfit, IOException {
        return all(parcel, traits, more).stream().map(writing::call).iterator();
    }

    /// The calls of a parcel at a provider that takes several mails in one and answers each.
    ///
    /// @param most mails of one call
    public static Iterator<ApiCall> batches(
            Parcel parcel, Traits traits, int most, BatchWriting writing)
            throws Unfit, IOException {
        var all = all(parcel, traits, _ -> List.of());
        int size = Math.clamp(BATCH_BYTES / Math.max(1, parcel.mail().size()), 1, most);
        var batches = new ArrayList<List<InPieces>>();
        for (int from = 0; from < all.size(); from += size) {
            batches.add(all.subList(from, Math.min(all.size(), from + size)));
        }
        return batches.stream().map(writing::call).iterator();
    }

    private static List<InPieces> all(
            Parcel parcel, Traits traits, Function<Pieces, List<Statement>> more)
            throws Unfit, IOException {
        var mail = read(parcel);
        var losses = new ArrayList<>(Losses.of(mail, parcel.recipients(), traits));
        losses.addAll(more.apply(mail));
        if (parcel.exact() && Addressing.changes(mail, parcel.recipients())) {
            losses.add(LossSaying.LOST_ADDRESSES_SHOWN.with());
        }
        if (!losses.isEmpty()) throw new Unfit(losses);
        return Addressing.of(mail, parcel.recipients()).stream()
                .map(to -> new InPieces(mail, to, parcel.mailId(), key(parcel, to)))
                .toList();
    }

    private static Pieces read(Parcel parcel) throws Unfit, IOException {
        try (var content = parcel.mail().content().open()) {
            return PieceReader.read(content);
        } catch (MalformedHeader e) {
            throw new Unfit(LossSaying.LOST_ALL_MALFORMED.with(e.reason()));
        }
    }

    private static UUID key(Parcel parcel, Addressing addressing) {
        var whom =
                addressing.recipients().stream()
                        .map(Recipient::number)
                        .map(String::valueOf)
                        .collect(Collectors.joining(","));
        return UUID.nameUUIDFromBytes((parcel.mailId() + " " + whom).getBytes(UTF_8));
    }

    /// A call of this mail with a body in JSON.
    public ApiCall json(
            String path,
            ApiCall.Credential credential,
            Map<String, String> headers,
            ObjectNode body,
            boolean repeatable) {
        return json(path, credential, headers, body, addressing.recipients(), repeatable);
    }

    /// A call of several with a body in JSON.
    public static ApiCall json(
            String path, ApiCall.Credential credential, JsonNode body, List<InPieces> batch) {
        var recipients =
                batch.stream().flatMap(each -> each.addressing().recipients().stream()).toList();
        return json(path, credential, Map.of(), body, recipients, false);
    }

    private static ApiCall json(
            String path,
            ApiCall.Credential credential,
            Map<String, String> headers,
            JsonNode body,
            List<Recipient> recipients,
            boolean repeatable) {
        var all = new HashMap<>(headers);
        all.put("Content-Type", "application/json");
        all.put("Accept", "application/json");
        return new ApiCall(
                "POST",
                path,
                all,
                credential,
                HttpBody.of(Json.MAPPER.writeValueAsBytes(body)),
                recipients,
                repeatable);
    }
}
