-- wrk: registers a new person with each request, and counts what is not answered with Success.
-- BENCHMARK_FIELD: id of the required question. BENCHMARK_RUN: a word of this run's own.

local threads = 0
local number = 0
local refused = 0
local field = os.getenv("BENCHMARK_FIELD")
local run = os.getenv("BENCHMARK_RUN")

function setup(thread)
  threads = threads + 1
  thread:set("thread_number", threads)
end

function request()
  -- One thread serves many connections and hands out their numbers, so no two persons are the same.
  number = number + 1
  local name = run .. "." .. thread_number .. "." .. number
  local body = '{"attendees":[{"firstName":"Mara","lastName":"Oyelaran ' .. name .. '","email":"mara.' .. name ..
    '@oyelaran.example","passId":"","waitlisted":false,"autoRegister":false,"responses":[{"id":"' .. field ..
    '","value":"Vegan","values":null}],"attendeeSessions":[]}]}'
  return wrk.format("POST", nil, nil, body)
end

function response(status, headers, body)
  if status ~= 200 or not string.find(body, '"Success"', 1, true) then
    refused = refused + 1
  end
end

local all = {}
local plain_setup = setup
function setup(thread)
  plain_setup(thread)
  table.insert(all, thread)
end

function done(summary, latency, requests)
  local total = 0
  for _, thread in ipairs(all) do
    total = total + (thread:get("refused") or 0)
  end
  local errors = summary.errors
  io.write(string.format(
    'RESULT {"requests": %d, "seconds": %f, "p50_ms": %f, "p99_ms": %f, "max_ms": %f, "broken": %d, "refused": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    latency.max / 1e3, errors.connect + errors.read + errors.write + errors.timeout, total))
end
