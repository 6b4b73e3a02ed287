// Each thread has a part of the sum of every output; the first ones add the parts up.
const uint most_outputs = 10;
shared float parts[most_outputs * group_size];

float sum_of_parts(uint output_number) {
    float sum = 0.0;
    for (uint i = 0; i < group_size; ++i) sum += parts[output_number * group_size + i];
    return sum;
}
