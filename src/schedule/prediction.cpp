#include "bt/schedule/prediction.hpp"

#include <algorithm>
#include <cmath>

namespace bt::schedule {
namespace {

PuSet bit(const Piece& piece) { return PuSet{1} << static_cast<unsigned>(piece.pu); }

// One schedule's chunks as functions of how busy each PU is.
class FixedPoint {
public:
    FixedPoint(const Problem& problem, const Candidate& candidate)
        : model_(problem.model()), pieces_(candidate.pieces) {
        const std::size_t subsets = std::size_t{1} << pieces_.size();
        for (std::size_t subset = 0; subset < subsets; ++subset) {
            PuSet set = 0;
            for (std::size_t i = 0; i < pieces_.size(); ++i) {
                if ((subset >> i) & 1U) set |= bit(pieces_[i]);
            }
            times_.push_back(set == 0 ? nullptr : &model_.times(set));
        }
    }

    // A PU that idles while another works lets that one run at the pace of the smaller active set. Work done adds up,
    // so that paces are averaged, not times.
    double chunk(std::size_t index, const std::vector<double>& busy) const {
        const std::vector<double> weights = subset_weights(index, busy);
        const Piece& piece = pieces_[index];
        const Submission& submission = model_.submissions()[static_cast<std::size_t>(piece.pu)];
        double sum =
            static_cast<double>(submission.chunk) + static_cast<double>(submission.stage) * (piece.end - piece.first);
        for (int stage = piece.first; stage < piece.end; ++stage) {
            double pace = 0;
            for (std::size_t subset = 0; subset < weights.size(); ++subset) {
                if (weights[subset] > 0) pace += weights[subset] / time(subset, stage, piece.pu);
            }
            sum += 1 / pace;
        }
        return sum;
    }

private:
    double time(std::size_t subset, int stage, int pu) const {
        const Cost here = times_[subset]->at(stage, pu).time;
        return static_cast<double>(here != impossible ? here : times_.back()->at(stage, pu).time);
    }

    // How likely exactly these are busy while piece `index` runs, each by itself.
    std::vector<double> subset_weights(std::size_t index, const std::vector<double>& busy) const {
        std::vector<double> weights(times_.size(), 0.0);
        weights[std::size_t{1} << index] = 1;
        for (std::size_t other = 0; other < pieces_.size(); ++other) {
            if (other == index) continue;
            const std::size_t mask = std::size_t{1} << other;
            for (std::size_t subset = weights.size(); subset-- > 0;) {
                if ((subset & mask) != 0 || weights[subset] == 0) continue;
                weights[subset | mask] = weights[subset] * busy[other];
                weights[subset] *= 1 - busy[other];
            }
        }
        return weights;
    }

    const CostModel& model_;
    const std::vector<Piece>& pieces_;
    std::vector<const StageTimes*> times_;  // by subset of the pieces
};

double plain_chunk(const Problem& problem, const Candidate& candidate, const Piece& piece) {
    return static_cast<double>(problem.group_of(set_of(candidate.pieces)).costs.cost(piece.pu, piece.first, piece.end));
}

// Of the sum of independent cells; at full occupancy, which is where they were measured.
double half_width(const Problem& problem, const Candidate& candidate, const Piece& piece) {
    const StageTimes& times = problem.model().times(set_of(candidate.pieces));
    const double submission = problem.model().submissions()[static_cast<std::size_t>(piece.pu)].half_width;
    double sum = submission * submission;
    for (int stage = piece.first; stage < piece.end; ++stage) {
        const double own = times.at(stage, piece.pu).half_width;
        sum += own * own;
    }
    return std::sqrt(sum);
}

std::vector<double> settle(const Problem& problem, const Candidate& candidate, std::vector<double> chunks) {
    const FixedPoint point(problem, candidate);
    constexpr int most_rounds = 200;
    for (int round = 0; round < most_rounds; ++round) {
        const double interval = *std::max_element(chunks.begin(), chunks.end());
        std::vector<double> busy;
        for (const double each : chunks) busy.push_back(each / interval);
        double change = 0;
        // Half steps from the tenth on: two PUs that speed each other up can swing.
        const double step = round < 10 ? 1 : 0.5;
        for (std::size_t i = 0; i < chunks.size(); ++i) {
            const double next = chunks[i] + step * (point.chunk(i, busy) - chunks[i]);
            change = std::max(change, std::abs(next - chunks[i]));
            chunks[i] = next;
        }
        if (change < 0.01) break;  // ns
    }
    return chunks;
}

}  // namespace

Prediction predict(const Problem& problem, const Candidate& candidate, Busy busy) {
    Prediction made;
    for (const Piece& piece : candidate.pieces) made.chunks.push_back(plain_chunk(problem, candidate, piece));
    const std::vector<double> plain = made.chunks;
    const bool alone = candidate.pieces.size() == 1;
    if (busy == Busy::predicted && !alone && !problem.model().one_table()) {
        made.chunks = settle(problem, candidate, plain);
    }
    for (std::size_t i = 0; i < plain.size(); ++i) {
        made.half_widths.push_back(half_width(problem, candidate, candidate.pieces[i]) * made.chunks[i] / plain[i]);
    }
    const auto widest = std::max_element(made.chunks.begin(), made.chunks.end());
    made.widest = static_cast<std::size_t>(widest - made.chunks.begin());
    made.interval = std::llround(*widest);
    return made;
}

Cost Prediction::low() const {
    double low = 0;
    for (std::size_t i = 0; i < chunks.size(); ++i) low = std::max(low, chunks[i] - half_widths[i]);
    return std::llround(low);
}

Cost Prediction::high() const {
    double high = 0;
    for (std::size_t i = 0; i < chunks.size(); ++i) high = std::max(high, chunks[i] + half_widths[i]);
    return std::llround(high);
}

bool Prediction::sure() const {
    return std::any_of(half_widths.begin(), half_widths.end(), [](double each) { return each > 0; });
}

}  // namespace bt::schedule
